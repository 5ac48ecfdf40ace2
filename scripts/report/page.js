// Search fields of long tables, and open tables on paper. The page is whole without it.
// Letters are alike with and without their marks; a row is found by its codes, and by its names in the
// other language, too.
const plain = (text) => text.toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae")
  .normalize("NFD").replace(/\p{M}/gu, "");
for (const label of document.querySelectorAll("label.search")) {
  const rows = [...label.nextElementSibling.querySelectorAll("tbody tr")];
  const status = label.querySelector("span");
  label.querySelector("input").addEventListener("input", (event) => {
    const words = plain(event.target.value).split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      const text = plain(`${row.textContent} ${row.dataset.also ?? ""}`);
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    status.textContent = `${shown} / ${rows.length} ${status.dataset.words}`;
    if (!shown) status.textContent += `. ${status.dataset.none}`;
  });
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
