/* A number of bytes as 812 KB or 1,4 MB (thousands, as telephones count). */

const UNITS = ["B", "KB", "MB", "GB"];

export function inBytes(bytes) {
  const place = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), UNITS.length - 1);
  const amount = bytes / 1000 ** place;
  const digits = place > 1 && amount < 100 ? 1 : 0;
  return `${amount.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} ${UNITS[place]}`;
}
