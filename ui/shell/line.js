// The line to the server, as Streamlit says on its page that it stands.

const APP = "[data-testid=stApp]";
const STATE = "data-test-connection-state";

/**
 * Call whenever the line stands again after it was cut, until the signal says that the page goes: what was told over a
 * line that had died is in the browser alone, and Streamlit sends it with the next run only, if no other page comes first.
 * @param {AbortSignal} signal
 * @param {() => void} onBack
 */
export function watchLine(signal, onBack) {
  const app = document.querySelector(APP);
  if (!app) return;
  let stood = stands(app);
  const observer = new MutationObserver(() => {
    const before = stood;
    stood = stands(app);
    if (stood && !before) onBack();
  });
  observer.observe(app, { attributeFilter: [STATE] });
  signal.addEventListener("abort", () => observer.disconnect());
}

function stands(app) {
  return app.getAttribute(STATE) === "CONNECTED";
}
