/* Finds the API of SCORM 1.2 above this page, and reports what was chosen; without one the page still can be read. */
const said = [
  "Đúng: được nghe hết, bà con bình tĩnh lại, và sổ ghi là căn cứ để trả lời.",
  "Chưa đúng: hứa điều chưa kiểm tra thì lần sau khó ai tin. Hãy chọn lại.",
  "Chưa đúng: đông người, việc gấp thì tiếp ngay, không chờ lịch. Hãy chọn lại.",
];
let above = window;
while (!above.API && above.parent !== above) above = above.parent;
const api = above.API;
if (api) api.LMSInitialize("");
document.getElementById("choices").addEventListener("click", (event) => {
  if (!event.target.value) return;
  const chosen = Number(event.target.value);
  document.getElementById("said").textContent = said[chosen];
  if (!api || chosen !== 0) return;
  api.LMSSetValue("cmi.core.score.raw", "100");
  api.LMSSetValue("cmi.core.lesson_status", "completed");
  api.LMSCommit("");
});
window.addEventListener("pagehide", () => api && api.LMSFinish(""));
