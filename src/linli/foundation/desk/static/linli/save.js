// Buttons with data-save="ID" save the drawn chart or map as PNG, its title above, its source below.
const EDGE = 24;
const TITLE = 32;
const SOURCE = 22;

const sheet = (picture, title, source) => {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width + 2 * EDGE;
  canvas.height = picture.height + TITLE + SOURCE + 4 * EDGE;
  const page = canvas.getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const { backgroundColor, color } = getComputedStyle(document.querySelector(".panel"));
  page.fillStyle = backgroundColor;
  page.fillRect(0, 0, canvas.width, canvas.height);
  page.drawImage(picture, EDGE, TITLE + 2 * EDGE);
  page.fillStyle = color;
  page.font = `600 ${TITLE}px ${family}`;
  page.fillText(title, EDGE, TITLE + EDGE / 2, picture.width);
  page.font = `${SOURCE}px ${family}`;
  page.fillText(source, EDGE, canvas.height - EDGE, picture.width);
  return canvas;
};

const save = ({ dataset }) => {
  const picture = document.getElementById(dataset.save).takePicture();
  const link = document.createElement("a");
  link.href = sheet(picture, dataset.title, dataset.source).toDataURL("image/png");
  link.download = `linli-${dataset.save.replace("-drawn", "")}.png`;
  link.click();
};

export const readySaves = () => {
  for (const button of document.querySelectorAll("[data-save][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => save(button));
  }
};
