/* Verifies credentials as a stranger would, with other people's programs. On the standard input: { cases, documents }, where
   `documents` stands for the whole network, by address; a case may bring documents of its own. Prints for each case
   { verified, errors, status: { revocation, suspension } }. */

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { readFileSync } from "node:fs";

const { cases, documents } = JSON.parse(readFileSync(0, "utf-8"));

/* did:web as its specification says. */
function addressOf(did) {
  const [host, ...path] = did.slice("did:web:".length).split(":").map(decodeURIComponent);
  return `https://${host}/${path.length ? path.join("/") : ".well-known"}/did.json`;
}

const loader = (network) => async (url) => {
  const [plain, fragment] = url.split("#");
  const found = network[plain.startsWith("did:web:") ? addressOf(plain) : plain];
  if (!found) throw new Error(`nothing at ${url}`);
  const key = fragment && found.verificationMethod?.find((method) => method.id === url);
  if (fragment && plain.startsWith("did:") && !key) throw new Error(`no key ${url}`);
  const document = key ? { "@context": "https://w3id.org/security/multikey/v1", ...key } : found;
  return { contextUrl: null, documentUrl: url, document };
};

const words = (error) => (error ? [error.message, ...(error.errors ?? []).flatMap(words), ...words(error.cause)] : []);

async function verify({ credential, documents: own, now }) {
  const documentLoader = loader({ ...documents, ...own });
  const suite = new DataIntegrityProof({ cryptosuite });
  const answer = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, ...(now ? { now: new Date(now) } : {}) });
  const status = Object.fromEntries((answer.statusResult?.results ?? []).map((one) => [one.credentialStatus.statusPurpose, one.status]));
  return { verified: answer.verified, errors: words(answer.error), status };
}

const answers = {};
for (const [name, one] of Object.entries(cases)) answers[name] = await verify(one);
console.log(JSON.stringify(answers));
