/* Starts those widgets of the Wagtail admin which its own templates start by inline scripts; ours leave a mark instead:
   <template data-admin-start="initDateChooser" data-admin-for="id_day" data-admin-options="{…}">.
   The content policy stays strict for the whole portal. Rows added later are seen as they come. */

const PANELS = new Set(["InlinePanel", "MultipleChooserPanel"]);
const isFunction = (name) => /^(init|create)/.test(name); // the rest are classes: PageChooser, Chooser …

function start(mark) {
  if (mark.dataset.adminStarted) return;
  mark.dataset.adminStarted = "yes";
  const { adminStart: name, adminFor: id } = mark.dataset;
  const options = JSON.parse(mark.dataset.adminOptions);
  if (PANELS.has(name)) new window[name](options);
  else if (isFunction(name)) window[name](id, options);
  else new window[name](id, options);
}

const startAll = (root) => root.querySelectorAll?.("[data-admin-start]").forEach(start);

startAll(document);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) addedNodes.forEach(startAll);
}).observe(document.body, { childList: true, subtree: true });
