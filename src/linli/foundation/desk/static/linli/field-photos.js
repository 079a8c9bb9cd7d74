// Photos of a report: made smaller on the phone, shown, removed.
const LONGEST = 1600;
const QUALITY = 0.85;

const drawn = async (file) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
};

// What the browser cannot read (HEIC on many) goes as it is: the server judges it.
export const photoOf = async (file) => {
  try {
    const blob = await drawn(file);
    if (blob) return { name: file.name.replace(/\.[^.]*$/, "") + ".jpg", blob, scaled: true };
  } catch {
    // told below
  }
  return { name: file.name, blob: file, scaled: false };
};

export const showPhotos = (place, photos, words, remove) => {
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(
    ...photos.map((photo, number) => {
      const figure = Object.assign(document.createElement("figure"), { className: "field-photo" });
      const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(photo.blob), alt: photo.name });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "×" });
      button.setAttribute("aria-label", `${words.removePhoto} ${photo.name}`);
      button.addEventListener("click", () => remove(number));
      figure.append(image, button);
      return figure;
    }),
  );
};
