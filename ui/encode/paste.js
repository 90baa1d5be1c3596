// Pictures from the clipboard.

// In all: as base64 they have room in a message, of which Streamlit takes 25 MB.
const MAX_BYTES = 15_000_000;

/**
 * Return the picture files that a paste event holds, [{name, content: base64}], and how many had no room; null where it
 * holds no file: text is left alone.
 */
export async function pastedPictures(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length === 0) return null;
  event.preventDefault();
  const taken = fitting(files);
  const pictures = await Promise.all(
    taken.map(async (file) => ({ name: file.name || "pasted picture", content: await toBase64(file) })),
  );
  return { pictures, num_left_out: files.length - taken.length };
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
