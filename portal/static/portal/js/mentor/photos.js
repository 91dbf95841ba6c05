/* Photographs of a contact: made small on this device, which also leaves behind what the camera wrote beside the picture;
   kept sealed in the outbox and sent like everything else. Nothing typed is touched where there is no room. */

import { drop, keep, mine, sync } from "../offline/outbox.js";
import { inBytes } from "../offline/sizes.js";
import { unlocked } from "../offline/unlock.js";
import { word } from "../words.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
const box = document.querySelector("[data-photos]");
const form = document.querySelector("form[data-desk='mentoring_contact']");
const list = box.querySelector("[data-photo-list]");
const pattern = box.querySelector("template");
const error = box.querySelector("[data-photo-error]");

async function madeSmall(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function line(photo, name, before, after) {
  const item = pattern.content.cloneNode(true).firstElementChild;
  item.dataset.photo = photo;
  for (const place of item.querySelectorAll("[data-name]")) place.textContent = name;
  const button = item.querySelector("[data-remove]");
  button.formAction = pattern.dataset.removeFrom.replace(NOBODY, photo);
  button.addEventListener("click", (event) => takeBack(event, item));
  item.dataset.before = inBytes(before);
  item.dataset.after = inBytes(after);
  list.append(item);
  tell(item, pattern.dataset.made);
}

/* What has not been sent is taken out of the outbox; what has been, the server removes. */
async function takeBack(event, item) {
  const form = event.currentTarget.form;
  const address = event.currentTarget.formAction;
  event.preventDefault();
  const waits = (await mine("mentoring_photo")).find((one) => one.body.photo === item.dataset.photo);
  if (!waits && !navigator.onLine) return refuse(error.dataset.offline);
  if (!waits) {
    form.action = address;
    return form.submit();
  }
  await drop(waits.id);
  item.remove();
  return dispatchEvent(new CustomEvent("mentoring:waits"));
}

const tell = (item, words) => {
  item.querySelector("[data-size]").textContent = words.replace("{before}", item.dataset.before).replace("{after}", item.dataset.after);
};

function refuse(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
}

async function add(file) {
  let small;
  try {
    small = await madeSmall(file);
  } catch (problem) {
    console.info("no photograph", problem);
    return refuse(error.dataset.unreadable);
  }
  const photo = crypto.randomUUID();
  const body = { posting: Number(box.dataset.posting), contact: form.elements.client_key.value, photo, data: await base64(small) };
  try {
    await keep("mentoring_photo", body);
  } catch (problem) {
    console.info("not kept", problem);
    return refuse(word(problem.name === "QuotaExceededError" ? "device_full" : "not_kept"));
  }
  return line(photo, file.name, file.size, small.size);
}

box.querySelector("[data-photo-input]").addEventListener("change", async (event) => {
  refuse("");
  const files = [...event.target.files];
  event.target.value = "";
  for (const file of files) await add(file);
  dispatchEvent(new CustomEvent("mentoring:waits"));
  const { results } = await sync();
  const left = (await mine("mentoring_photo")).map((one) => one.body.photo);
  for (const item of list.children) if (!left.includes(item.dataset.photo)) tell(item, pattern.dataset.sent);
  const refused = results.find((one) => one.state === "refused");
  if (refused) refuse(refused.sentence);
});

unlocked.then((open) => {
  box.hidden = !open;
});
