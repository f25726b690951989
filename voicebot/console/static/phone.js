// The telephone: speaks what is said, takes keys from the keyboard, and lets time pass. Without it each key is a form.
(() => {
  "use strict";
  const phone = document.getElementById("phone");
  if (!phone) return;
  const aloud = document.getElementById("aloud");
  const waits = document.getElementById("waits");
  const timer = phone.querySelector("[data-timer]");
  const voiceless = phone.querySelector("[data-voiceless]");
  const words = phone.querySelector("[data-part=words]");
  const log = document.querySelector("[data-log]");
  const synthesis = window.speechSynthesis;
  const BY_ITSELF = { "X-Requested-With": "by-itself" };
  const PAUSE = 500;
  let moment = 0; // the one that is being spoken; a newer one, or a key, breaks it off
  let queue = Promise.resolve();

  document.querySelector("[data-scripted]").hidden = false;

  // What the server says next replaces what stands here, but for the keys, which keep the focus, and the log, which grows.
  const show = (page) => {
    for (const part of document.querySelectorAll("[data-part]")) {
      part.innerHTML = page.querySelector(`[data-part="${part.dataset.part}"]`).innerHTML;
    }
    for (const button of document.querySelectorAll("[data-copied]")) {
      const fresh = page.getElementById(button.id);
      Object.assign(button, { disabled: fresh.disabled, hidden: fresh.hidden, textContent: fresh.textContent });
    }
    const fresh = [...page.querySelectorAll("[data-log] > li")];
    if (fresh.length < log.children.length || fresh.length <= 1) log.replaceChildren();
    log.append(...fresh.slice(log.children.length));
    document.querySelector("[data-empty]")?.remove();
    log.parentElement.scrollTop = log.parentElement.scrollHeight;
    if (document.activeElement === document.body) phone.focus({ preventScroll: true });
    if (fresh.length === 1) phone.scrollIntoView({ block: "start" });
  };

  const send = async (form, act, headers = {}) => {
    const body = new FormData(form);
    if (act) body.set("act", act);
    const before = phone.querySelector("[data-moment]")?.dataset.moment;
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    const isSame = act && phone.querySelector("[data-moment]").dataset.moment === before;
    if (isSame) waitForKey(++moment); else hold();
  };

  // One after the other, since each goes on from what came of the last. What fails is shown as without this script.
  const sendLater = (form, act, headers) => {
    ++moment;
    synthesis?.cancel();
    timer.hidden = true;
    queue = queue.then(() => send(form, act, headers)).catch(() => form.submit());
  };

  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // A call at its present moment: all of it is said, then a key is waited for.
  const hold = async () => {
    const now = ++moment;
    const part = phone.querySelector("[data-moment]");
    if (!part) return;
    const couldSpeak = aloud.checked && (await say(part, now));
    if (now !== moment) return;
    if (!couldSpeak && waits.checked) await pass(Number(part.dataset.seconds), now, "Time to read");
    if (now === moment) await waitForKey(now);
  };

  const waitForKey = async (now) => {
    const seconds = phone.querySelector("[data-wait]")?.dataset.wait;
    if (!seconds || !waits.checked) return;
    if (await pass(Number(seconds), now, "Waiting for a key")) sendLater(phone, "silence", BY_ITSELF);
  };

  const pass = async (seconds, now, why) => {
    for (let left = seconds; left > 0; left -= 1) {
      if (now !== moment || !waits.checked) break;
      timer.hidden = false;
      timer.textContent = `${why}: ${left} s`;
      await sleep(1000);
    }
    if (now !== moment) return false;
    timer.hidden = true;
    return waits.checked;
  };

  const say = async (part, now) => {
    for (const line of part.querySelectorAll("[data-said]")) {
      if (line.dataset.recording) {
        line.classList.add("is-spoken");
        const played = await play(line.dataset.recording, now);
        line.classList.remove("is-spoken");
        if (played) continue;
      }
      const voice = await voiceFor(line.lang);
      voiceless.hidden = Boolean(voice);
      if (!voice) return false;
      for (const sentence of line.querySelectorAll("span")) {
        if (now !== moment) return true;
        sentence.classList.add("is-spoken");
        words.scrollTop = sentence.offsetTop - words.offsetTop;
        await utter(sentence.textContent, voice, "slow" in line.dataset);
        sentence.classList.remove("is-spoken");
        if (now === moment) await sleep(PAUSE);
      }
    }
    return true;
  };

  const utter = (text, voice, slow) => new Promise((resolve) => {
    const spoken = new SpeechSynthesisUtterance(text);
    Object.assign(spoken, { voice, lang: voice.lang, rate: slow ? 0.7 : 0.95, onend: resolve, onerror: resolve });
    synthesis.speak(spoken);
  });

  const play = (address, now) => new Promise((resolve) => {
    const sound = new Audio(address);
    const watch = setInterval(() => { if (now !== moment) { sound.pause(); done(true); } }, 100);
    const done = (played) => { clearInterval(watch); resolve(played); };
    sound.onended = () => done(true);
    sound.onerror = () => done(false);
    sound.play().catch(() => done(false));
  });

  // Browsers load their voices late; a second is given to them once.
  let voices;
  const voiceFor = async (language) => {
    voices ??= (async () => {
      if (!synthesis) return [];
      for (let tries = 0; tries < 10 && !synthesis.getVoices().length; tries += 1) await sleep(100);
      return synthesis.getVoices();
    })();
    const spoken = await voices;
    const tag = (voice) => voice.lang.replace("_", "-");
    return spoken.find((voice) => tag(voice) === language) ?? spoken.find((voice) => tag(voice).split("-")[0] === language.split("-")[0]);
  };

  for (const form of document.querySelectorAll("form[data-phone]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sendLater(form, form === phone ? event.submitter.value : undefined);
    });
  }
  phone.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !"0123456789*#".includes(event.key)) return;
    const key = phone.querySelector(`.phone-key[value="${event.key}"]`);
    if (!key || key.disabled) return;
    event.preventDefault();
    key.classList.add("is-pressed");
    setTimeout(() => key.classList.remove("is-pressed"), 150);
    sendLater(phone, event.key);
  });
  aloud.addEventListener("change", () => { if (!aloud.checked) synthesis?.cancel(); });
  waits.addEventListener("change", () => { if (waits.checked) waitForKey(++moment); else timer.hidden = true; });
  window.addEventListener("pagehide", () => synthesis?.cancel());
  hold();
})();
