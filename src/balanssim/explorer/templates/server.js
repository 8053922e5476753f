// Who answers on the live page: the server that gave it.
const otherLanguage = (event, address) => { event.currentTarget.hash = address; };

async function post(path, body, signal) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ lang: given.lang, ...body }), signal, credentials: "same-origin" };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(said.stopped);
  }
  if (answer.ok) return answer;
  if (answer.status === 409) throw new DOMException("newer", "AbortError");
  const told = await answer.json().catch(() => ({}));
  throw new Error(answer.status === 403 ? said.token : told[given.lang] ?? told.text ?? says(said.refused, { status: answer.status }));
}
