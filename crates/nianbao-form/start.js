// Starts the validator. A script of its own, so that the page's policy needs no inline script.
import init, { check_json } from "./nianbao-form.js";

try {
  await init();
  // For tests: the same report gives the same JSON as `nianbao check --format json`.
  window.nianbao = { check_json };
} catch (error) {
  const said = document.createElement("p");
  said.className = "boot";
  said.setAttribute("role", "alert");
  said.textContent =
    location.protocol === "file:"
      ? "从磁盘打开时请用单文件版 nianbao-validator.html。From disk, open the single-file version, nianbao-validator.html."
      : "校验工具没能启动，请刷新；若仍不行，请换新一点的浏览器。The validator could not start: reload, or try a newer browser.";
  (document.getElementById("boot") ?? document.body).append(said);
  throw error;
}
