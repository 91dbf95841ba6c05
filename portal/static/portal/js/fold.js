/* Folds text as the server does: lower case, without tone marks, vowel signs or the bar of đ. */
export function fold(text) {
  return text
    .replace(/[đĐ]/g, "d")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}
