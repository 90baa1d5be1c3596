// Pictures from the clipboard.

const MAX_BYTES = 50_000_000;

/** Return [{name, content: base64}] of the picture files that a paste event holds; text is left alone. */
export async function pastedPictures(event) {
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.size <= MAX_BYTES);
  if (files.length === 0) return [];
  event.preventDefault();
  return Promise.all(files.map(async (file) => ({ name: file.name || "pasted picture", content: await toBase64(file) })));
}

function toBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
