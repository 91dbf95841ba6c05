/* The response of one question, read from its fields and put back into them, in the shape the server knows. */

const fields = (question, selector) => [...question.querySelectorAll(selector)];
const keyed = (question) => fields(question, "[data-key]:is(select, input)");
const answerOf = (question) => question.querySelector('textarea, .field > input[type="text"]');
const items = (question) => fields(question, "[data-items] > li");

function filled(question) {
  const said = {};
  for (const field of keyed(question)) if (field.value.trim()) said[field.dataset.key] = field.value;
  return said;
}

const wrapped = (name, said) => (Object.keys(said).length ? { [name]: said } : {});

const readers = {
  single: (question) => {
    const chosen = question.querySelector('input[type="radio"]:checked');
    return chosen ? { choice: chosen.value } : {};
  },
  multiple: (question) => {
    const chosen = fields(question, 'fieldset input[type="checkbox"]:checked').map((box) => box.value);
    return chosen.length ? { choices: chosen } : {};
  },
  matching: (question) => wrapped("pairs", filled(question)),
  ordering: (question) =>
    items(question).some((item) => item.querySelector("select").value)
      ? { order: items(question).map((item) => item.dataset.key) }
      : {},
  cloze: (question) => wrapped("gaps", filled(question)),
  text: (question) => {
    const { value } = answerOf(question);
    return value.trim() ? { text: value } : {};
  },
};
readers.true_false = readers.single;

const writers = {
  single: (question, response) => {
    for (const radio of fields(question, 'input[type="radio"]')) radio.checked = radio.value === response.choice;
  },
  multiple: (question, response) => {
    const chosen = response.choices ?? [];
    for (const box of fields(question, 'fieldset input[type="checkbox"]')) box.checked = chosen.includes(box.value);
  },
  matching: (question, response) => {
    for (const field of keyed(question)) field.value = response.pairs?.[field.dataset.key] ?? "";
  },
  ordering: (question, response) => {
    const list = question.querySelector("[data-items]");
    for (const key of response.order ?? []) {
      const item = items(question).find((one) => one.dataset.key === key);
      if (item) list.append(item);
    }
    number(question, Boolean(response.order));
  },
  cloze: (question, response) => {
    for (const field of keyed(question)) field.value = response.gaps?.[field.dataset.key] ?? "";
  },
  text: (question, response) => {
    answerOf(question).value = response.text ?? "";
  },
};
writers.true_false = writers.single;

export const read = (question) => (readers[question.dataset.kind] ?? readers.text)(question);
export const write = (question, response) => (writers[question.dataset.kind] ?? writers.text)(question, response ?? {});
export const isTyped = (field) => field.matches('textarea, input[type="text"]');

/* The places as the items stand; none while nothing was put in order yet. */
export function number(question, ordered = true) {
  const listed = items(question);
  for (const [place, item] of listed.entries()) {
    item.querySelector("select").value = ordered ? String(place + 1) : "";
    item.querySelector('[data-move="-1"]').disabled = place === 0;
    item.querySelector('[data-move="1"]').disabled = place === listed.length - 1;
  }
}
