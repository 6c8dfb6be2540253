// Says in plain words why the page can't start: opened from disk, or in a browser that is too old. A classic script in old
// syntax, because modules are loaded in neither case.
(function () {
  // The single file has this script in it.
  var hosted = !document.currentScript || document.currentScript.src;
  var boot = document.getElementById("boot");
  // A function that returns a reference to anything: the newest feature of wasm that the modules use.
  var references = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 111];
  function old() {
    try {
      // The single file is compressed.
      if (!hosted && !window.DecompressionStream) return true;
      return !("noModule" in document.createElement("script")) || !WebAssembly.validate(new Uint8Array(references));
    } catch (error) {
      return true;
    }
  }
  function say(zh, en, file) {
    var said = document.createElement("p");
    said.className = "boot";
    said.setAttribute("role", "alert");
    said.appendChild(document.createTextNode(zh + " "));
    var english = document.createElement("span");
    english.lang = "en";
    english.appendChild(document.createTextNode(en + " "));
    said.appendChild(english);
    if (file) {
      var link = document.createElement("a");
      link.href = file;
      link.appendChild(document.createTextNode(file));
      said.appendChild(link);
    }
    boot.appendChild(said);
    // The script that starts the page adds nothing.
    window.nianbaoTold = true;
  }
  if (old()) {
    say(
      "这个浏览器太旧，打不开校验工具。请用 Chrome、Edge 96，Firefox 113，Safari 16.4 或更新的版本；国产浏览器请切换到“极速模式”。",
      "This browser is too old. Use Chrome or Edge 96, Firefox 113, Safari 16.4, or later."
    );
  } else if (hosted && location.protocol === "file:") {
    say(
      "这是放在网站上用的文件，从磁盘直接打开不能用。请打开同一个文件夹里的单文件版：",
      "This file works on a website, not from disk. Open the single-file version in the same folder:",
      "nianbao-validator.html"
    );
  }
})();
