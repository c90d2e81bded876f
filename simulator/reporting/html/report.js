"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("js");

  // Languages: one article each; the button shows the other one.
  var articles = Array.prototype.slice.call(document.querySelectorAll("article[lang]"));
  function show(article, moveFocus) {
    articles.forEach(function (other) { other.hidden = other !== article; });
    root.lang = article.lang;
    document.title = article.dataset.title;
    if (moveFocus) {
      var button = article.querySelector("[data-switch]");
      if (button) { button.focus(); }
    }
  }
  if (articles.length > 1) {
    var wanted = articles.filter(function (article) {
      return location.hash.indexOf("#" + article.id) === 0;
    })[0];
    var spoken = (navigator.language || "").slice(0, 2);
    show(wanted || articles.filter(function (article) { return article.lang.slice(0, 2) === spoken; })[0] || articles[0]);
    articles.forEach(function (article) {
      article.querySelector("[data-switch]").addEventListener("click", function () {
        show(articles.filter(function (other) { return other !== article; })[0], true);
        window.scrollTo(0, 0);
      });
    });
  }

  // A number, with its interval on a line of its own.
  function fill(cell, text) {
    var parts = text.split(" [");
    cell.textContent = parts[0];
    if (parts.length === 2) {
      var interval = document.createElement("span");
      interval.className = "interval";
      interval.textContent = "[" + parts[1];
      cell.append(" ", interval);
    }
  }

  // Policies computed: the sliders choose one, the table shows its figures.
  Array.prototype.forEach.call(document.querySelectorAll("[data-policies]"), function (box) {
    var data = JSON.parse(box.querySelector("script").textContent);
    var sliders = Array.prototype.slice.call(box.querySelectorAll("input[type=range]"));
    var name = box.querySelector("[data-name]");
    var rows = box.querySelectorAll("tbody tr");
    function update() {
      var place = sliders.map(function (slider, axis) {
        var word = data.axes[axis][slider.value];
        slider.setAttribute("aria-valuetext", word);
        document.getElementById(slider.id + "-value").textContent = word;
        return slider.value;
      });
      var point = data.points[place.join(",")];
      name.textContent = point ? point.name : data.missing;
      Array.prototype.forEach.call(rows, function (row, index) {
        fill(row.cells[1], point ? point.values[index] : "");
        fill(row.cells[2], point ? point.differences[index] : "");
      });
    }
    sliders.forEach(function (slider) { slider.addEventListener("input", update); });
    update();
  });

  // Paper holds everything: what is folded is opened for printing.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) { part.open = false; });
  });
})();
