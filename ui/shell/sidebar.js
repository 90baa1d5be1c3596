// On a phone the sidebar covers the page: once a page is chosen in it, it goes out of the way.

const PHONE = "(max-width: 767px)"; // where Streamlit lays the sidebar over the page
const LINK = "[data-testid=stSidebar] [data-testid=stPageLink] a";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";

/** Close the sidebar after a choice, until the signal says that the page goes. */
export function closeAfterChoice(signal) {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.(LINK);
    if (!link || event.ctrlKey || event.metaKey || !window.matchMedia(PHONE).matches) return;
    setTimeout(() => /** @type {?HTMLElement} */ (document.querySelector(CLOSE))?.click()); // after the link's own
  }, { signal });
}
