/* The signed facts in a QR code (COSE_Sign1 with ES256, see docs/decisions): read and checked with what every browser has.
   `needed` is /verify/offline.json: the keys, and what was revoked or suspended when it was made. */

const VERSION = 1;
const NAMES = ["version", "institution", "heading", "number", "holder", "born", "unit", "programme", "opens", "closes",
  "periods", "band", "decision", "decided", "issued", "until", "replaces", "place"];

/* What the digits after # say of the certificate with this code: { word, facts, key }. */
export async function check(digits, code, needed, day = today()) {
  let message;
  try {
    message = take(bytesOf(digits));
  } catch {
    return { word: "unreadable" };
  }
  const key = needed.keys[message.kid];
  if (!key) return { word: "stranger" };
  if (!(await isSigned(message, code, key))) return { word: "altered" };
  const facts = factsIn(message.payload);
  if (facts.version !== VERSION || facts.institution !== key.institution) return { word: "unreadable" };
  return { word: key.disowned ? "disowned" : standing(facts, needed.withdrawn, day), facts, key };
}

function standing({ place: [list, place], until }, withdrawn, day) {
  if (withdrawn.revocation[list]?.includes(place)) return "revoked";
  if (withdrawn.suspension[list]?.includes(place)) return "suspended";
  if (until && until < day) return "expired";
  return withdrawn.revocation[list] ? "genuine" : "newer";
}

async function isSigned({ protectedBytes, payload, signature }, code, key) {
  const point = Uint8Array.from(atob(key.point), (letter) => letter.charCodeAt(0));
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  const open = await crypto.subtle.importKey("raw", point, kind, false, ["verify"]);
  const text = new TextEncoder();
  const signed = join([[0x84], head(3, 10), text.encode("Signature1"), ...bytes(protectedBytes), ...bytes(text.encode(code)),
    ...bytes(payload)]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, open, signature, signed);
}

function factsIn(payload) {
  const values = new Reader(payload).all();
  return Object.fromEntries(NAMES.map((name, place) => [name, values[place]]));
}

/* The parts of the message; anything but what is signed here is refused. */
function take(content) {
  const { tag, value } = new Reader(content).all();
  const [protectedBytes, , payload, signature] = value;
  const header = new Reader(protectedBytes).all();
  const kid = header.get(4);
  if (tag !== 18 || value.length !== 4 || header.get(1) !== -7 || kid.length !== 8 || signature.length !== 64) throw new Error("no slip");
  return { protectedBytes, payload, signature, kid: hex(kid) };
}

function bytesOf(digits) {
  if (!/^[0-9]{60,3000}$/.test(digits)) throw new Error("no number");
  const text = BigInt(digits).toString(16);
  const content = Uint8Array.from((text.padStart(text.length + (text.length % 2), "0")).match(/../g), (pair) => parseInt(pair, 16));
  if (content[0] !== 1) throw new Error("not made here");
  return content.slice(1);
}

/* --- CBOR (RFC 8949), as much of it as is used ------------------------------------------------------------------- */

class Reader {
  constructor(content) {
    Object.assign(this, { content, at: 0 });
  }

  all() {
    const value = this.next();
    if (this.at !== this.content.length) throw new Error("something follows");
    return value;
  }

  next() {
    const first = this.byte();
    const [kind, short] = [first >> 5, first & 31];
    if (first === 0xf6) return null;
    const size = short < 24 ? short : this.number(2 ** (short - 24));
    if (kind === 0) return size;
    if (kind === 1) return -1 - size;
    if (kind === 2) return this.part(size);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(this.part(size));
    if (kind === 4) return Array.from({ length: size }, () => this.next());
    if (kind === 5) return new Map(Array.from({ length: size }, () => [this.next(), this.next()]));
    if (kind === 6) return { tag: size, value: this.next() };
    throw new Error("not used here");
  }

  number(length) {
    if (length > 4) throw new Error("too large");
    return this.part(length).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  byte() {
    return this.part(1)[0];
  }

  part(length) {
    if (this.at + length > this.content.length) throw new Error("cut short");
    this.at += length;
    return this.content.slice(this.at - length, this.at);
  }
}

const bytes = (content) => [head(2, content.length), content];

function head(kind, length) {
  if (length < 24) return [(kind << 5) | length];
  if (length < 256) return [(kind << 5) | 24, length];
  return [(kind << 5) | 25, length >> 8, length & 255];
}

const join = (parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const hex = (content) => [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* Today in Hanoi as the number 20261218. */
export function today(moment = new Date()) {
  const [day, month, year] = moment.toLocaleDateString("en-GB", { timeZone: "Asia/Ho_Chi_Minh" }).split("/");
  return Number(year + month + day);
}
