// A certificate to print, made in the browser: the name on it goes nowhere.

const STYLE = `
  @page { size: A4 landscape; margin: 0; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 1.5rem; text-align: center;
    font: 400 1.2rem/1.5 Georgia, serif; color: #1d2129; background: #fbfbf9; }
  main { border: 3px double #2a53c8; padding: 4rem 6rem; max-width: 40rem; }
  h1 { margin: 0 0 2rem; font-size: 2.4rem; color: #2a53c8; }
  .name { font-size: 2rem; border-bottom: 1px solid #1d2129; min-height: 2.6rem; }
`;

/** Show a certificate in a frame of its own and print that; with no name there is a line to write one on. */
export function certificate(name, { title, text, lang }) {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0";
  frame.title = title;
  document.body.append(frame);
  const page = frame.contentDocument;
  page.documentElement.lang = lang;
  page.title = title;
  const style = page.createElement("style");
  style.textContent = STYLE;
  page.head.append(style);
  const main = page.createElement("main");
  for (const [tag, className, content] of [["h1", "", title], ["p", "name", name], ["p", "", text], ["p", "date", new Date().toLocaleDateString(lang)]]) {
    const part = page.createElement(tag);
    part.className = className;
    part.textContent = content;
    main.append(part);
  }
  page.body.append(main);
  frame.contentWindow.addEventListener("afterprint", () => frame.remove());
  frame.contentWindow.print();
}
