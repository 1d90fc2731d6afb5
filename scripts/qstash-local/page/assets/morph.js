/**
 * Makes `old` equal to `fresh` and touches only what differs, so that focus, selection, scroll positions and opened
 * details stay. Children with an id are matched by it, others by their place.
 */
export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  morphAttributes(old, fresh);
  morphChildren(old, fresh);
}

// These belong to the reader once the page is shown.
const isReaders = (element, name) =>
  (name === "open" && element.nodeName === "DETAILS") || (name === "hidden" && "copy" in element.dataset);

function morphAttributes(old, fresh) {
  for (const { name } of Array.from(old.attributes)) {
    if (!fresh.hasAttribute(name) && !isReaders(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isReaders(old, name)) old.setAttribute(name, value);
  }
}

function morphChildren(old, fresh) {
  let place = old.firstChild;
  for (const wanted of Array.from(fresh.childNodes)) {
    const match = matching(old, place, wanted);
    if (!match) {
      old.insertBefore(wanted, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place);
    morphNode(match, wanted);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function matching(parent, place, wanted) {
  if (wanted.id) {
    const found = document.getElementById(wanted.id);
    return found?.parentNode === parent && found.nodeName === wanted.nodeName ? found : null;
  }
  return place && place.nodeName === wanted.nodeName && !place.id ? place : null;
}

function morphNode(old, fresh) {
  if (old.nodeType === Node.ELEMENT_NODE) morph(old, fresh);
  else if (old.data !== fresh.data) old.data = fresh.data;
}
