// Pictures from the clipboard.

// In all: as base64 they have room in a message, of which Streamlit takes 25 MB.
const MAX_BYTES = 15_000_000;

/** Return [{name, content: base64}] of the picture files that a paste event holds; text is left alone. */
export async function pastedPictures(event) {
  const files = fitting([...(event.clipboardData?.files ?? [])]);
  if (files.length === 0) return [];
  event.preventDefault();
  return Promise.all(files.map(async (file) => ({ name: file.name || "pasted picture", content: await toBase64(file) })));
}

/** The first files that have room together. */
function fitting(files) {
  let size = 0;
  return files.filter((file) => {
    size += file.size;
    return size <= MAX_BYTES;
  });
}

function toBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
