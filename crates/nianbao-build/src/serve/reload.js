// Reloads the page when there is a new site, and says what is wrong with its content.
const own = document.currentScript.dataset.build;

function show(wrong) {
  document.getElementById("nianbao-wrong")?.remove();
  if (wrong.length === 0) {
    return;
  }
  const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  const box = document.createElement("div");
  box.id = "nianbao-wrong";
  box.setAttribute("role", "alert");
  box.textContent = wrong.map((text) => text[language]).join("\n");
  Object.assign(box.style, {
    background: "#fff4f2",
    borderBottom: "2px solid #b3261e",
    color: "#7a1a14",
    font: "14px/1.6 system-ui, sans-serif",
    maxHeight: "40vh",
    overflow: "auto",
    overflowWrap: "anywhere",
    padding: "12px 16px",
    whiteSpace: "pre-wrap",
  });
  document.body.prepend(box);
}

const source = new EventSource("/-/changes");
source.addEventListener("changed", () => location.reload());
source.addEventListener("state", (event) => {
  const { build, wrong } = JSON.parse(event.data);
  if (build === own) {
    show(wrong);
  } else {
    // It changed before this page was connected.
    location.reload();
  }
});
