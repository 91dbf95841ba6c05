/* The only way between a package's frame and the portal's page: messages, each checked for who sent it. */

const portal = document.body.dataset.portal;

export const tell = (message) => parent.postMessage({ package: true, ...message }, portal);

export function hear(act) {
  addEventListener("message", (event) => {
    if (event.origin === portal && event.source === parent && event.data?.package) act(event.data);
  });
}
