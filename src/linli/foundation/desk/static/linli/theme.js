// Colours of the style sheets for what is drawn, and word of a change of theme.
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A copy of data in which "var(--name)" has become the colour.
export const painted = (data) => {
  if (typeof data === "string") return data.startsWith("var(") ? token(data.slice(4, -1)) : data;
  if (Array.isArray(data)) return data.map(painted);
  if (data && typeof data === "object") return Object.fromEntries(Object.entries(data).map(([name, part]) => [name, painted(part)]));
  return data;
};

// Calls back when the device turns dark or light, which a page may follow; returns what ends that.
export const onTheme = (call) => {
  const device = matchMedia("(prefers-color-scheme: dark)");
  device.addEventListener("change", call);
  return () => device.removeEventListener("change", call);
};
