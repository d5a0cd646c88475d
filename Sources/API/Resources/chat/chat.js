// A guest's chat. Words are only ever text nodes; what could not be sent is kept and sent again under the same id.
import { words, direction, language } from "./words.js";
import { Link } from "./link.js";

const key = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop() ?? "");
const one = (id) => document.getElementById(id);
const [log, scroll, form, text, sendButton, notice, typing] =
    ["log", "scroll", "form", "text", "send", "notice", "typing"].map(one);

document.documentElement.lang = language;
document.documentElement.dir = direction;
one("label").textContent = text.placeholder = words.yourMessage;
one("send-words").textContent = words.send;
one("typing-words").textContent = words.typing;

// --- What was said

/** Entries in order: {id, clientId, place, seq, author, text, created, state, element}; place is the conversation. */
let entries = [];
let conversation = null;

function before(a, b) {
    // What is still on its way stands last, as it was written.
    if (!a.id || !b.id) return a.id ? true : b.id ? false : a.created <= b.created;
    return a.place !== b.place ? a.created < b.created : a.seq < b.seq;
}

function place(entry) {
    entries = entries.filter((other) => other !== entry);
    let index = entries.findIndex((other) => before(entry, other));
    if (index < 0) index = entries.length;
    entries.splice(index, 0, entry);
    const next = entries[index + 1]?.element ?? null;
    if (entry.element.parentNode !== log || entry.element.nextSibling !== next) log.insertBefore(entry.element, next);
}

function take(message) {
    let entry = entries.find((e) => e.id === message.id)
        ?? (message.clientId && entries.find((e) => !e.id && e.clientId === message.clientId.toLowerCase()));
    const isNew = !entry;
    entry ??= { element: document.createElement("li") };
    Object.assign(entry, {
        id: message.id, clientId: message.clientId, place: message.conversationId, seq: message.seq, author: message.author,
        text: message.text, created: Date.parse(message.createdAt), state: "sent",
    });
    outbox.drop(entry.clientId);
    draw(entry);
    place(entry);
    return isNew;
}

function draw(entry) {
    const { element } = entry;
    element.className = `${entry.author} ${entry.state}`;
    const bubble = document.createElement("p");
    bubble.className = "bubble";
    // The words have their own direction; the bubble stands and points as the page does.
    const said = document.createElement("span");
    said.dir = "auto";
    said.textContent = entry.text;
    bubble.append(said);
    const parts = [bubble];
    if (entry.author !== "guest") {
        const who = document.createElement("p");
        who.className = "who";
        who.textContent = words[entry.author] ?? words.hotel;
        parts.unshift(who);
    }
    if (entry.state === "failed") {
        const again = document.createElement("button");
        again.type = "button";
        again.className = "state";
        again.textContent = words.failed;
        again.addEventListener("click", () => { entry.state = "waiting"; draw(entry); flush(); });
        parts.push(again);
    } else {
        const state = document.createElement("span");
        state.className = "state";
        const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(entry.created);
        state.textContent = entry.author !== "guest" ? time : entry.state === "waiting" ? words.sending : `${time} · ${words.sent}`;
        parts.push(state);
    }
    element.replaceChildren(...parts);
}

function isAtEnd() { return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80; }
function toEnd() { scroll.scrollTop = scroll.scrollHeight; }

function show(history) {
    const stick = isAtEnd();
    let isNew = false;
    for (const message of history.messages ?? []) isNew = take(message) || isNew;
    if (history.conversation) setConversation(history.conversation);
    think();
    if (stick || isNew && entries.at(-1)?.author === "guest") toEnd();
    return isNew;
}

function setConversation(value) {
    conversation = value;
    one("answerer").textContent = value.answeredBy === "person" ? words.withPerson : words.withAssistant;
    tell("earlier", value.withEarlierQuestion ? words.earlier : "");
    tell("closed", value.state === "closed" && entries.some((e) => e.author === "guest") ? words.closed : "");
}

// --- Dots: while an answer is being thought of, or somebody types

let thinkingUntil = 0;
let typingUntil = 0;

function think() {
    const last = entries.at(-1);
    const isAwaited = last?.author === "guest" && last.state === "sent" && conversation?.answeredBy === "assistant";
    if (!isAwaited) thinkingUntil = 0;
    typing.hidden = Date.now() > Math.max(thinkingUntil, typingUntil);
    if (!typing.hidden && isAtEnd()) toEnd();
}
setInterval(think, 1000);

// --- What the guest should know

const notices = new Map();
function tell(kind, sentence) {
    if (sentence) notices.set(kind, sentence); else notices.delete(kind);
    const all = [...notices.values()].join(" ");
    if (notice.textContent !== all) notice.textContent = all;
    notice.hidden = !all;
}

// --- Words on their way

const outbox = {
    name: `concierge.chat.${key}.outbox`,
    read() {
        try { return JSON.parse(localStorage.getItem(this.name)) ?? []; } catch { return this.memory ?? []; }
    },
    write(list) {
        this.memory = list;
        try { localStorage.setItem(this.name, JSON.stringify(list)); } catch { /* a private window: kept in memory */ }
    },
    add(word) { this.write([...this.read(), word]); },
    drop(id) {
        const list = this.read();
        if (list.some((word) => word.id === id)) this.write(list.filter((word) => word.id !== id));
    },
};

function waiting(word) {
    const entry = {
        clientId: word.id, author: "guest", text: word.text, created: word.created, state: "waiting",
        element: document.createElement("li"),
    };
    draw(entry);
    place(entry);
}

let flushing = false;
let pause = 1000;
let retry;

async function flush() {
    if (flushing || !link.isOpen) return;
    flushing = true;
    clearTimeout(retry);
    try {
        for (const entry of entries.filter((e) => !e.id && e.state === "waiting")) {
            const answer = await link.say(entry.clientId, entry.text);
            if (answer.message) {
                take(answer.message);
                if (conversation?.answeredBy !== "person" && answer.status === "accepted") thinkingUntil = Date.now() + 30000;
                think();
                tell("limited", answer.status === "limited" ? words.limited : "");
                pause = 1000;
            } else if (answer.again) {
                retry = setTimeout(flush, Math.max(answer.wait ?? 0, pause));
                pause = Math.min(pause * 2, 30000);
                break;
            } else {
                entry.state = "failed";
                draw(entry);
            }
        }
    } finally {
        flushing = false;
    }
    tell("offline", entries.some((e) => !e.id && e.state === "waiting") && !navigator.onLine ? words.offline : "");
}

form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (!said) return;
    // Ids come from the page, so that a word sent twice on a weak line is one word.
    const word = { id: crypto.randomUUID?.() ?? uuid(), text: said, created: Date.now() };
    outbox.add(word);
    waiting(word);
    text.value = "";
    resize();
    toEnd();
    flush();
    text.focus();
});

/** For plain http on a name other than localhost, where browsers keep `randomUUID` to themselves. */
function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
});

let toldTyping = 0;
text.addEventListener("input", () => {
    resize();
    if (text.value.trim() && Date.now() - toldTyping > 4000) {
        toldTyping = Date.now();
        link.type();
    }
});

function resize() {
    sendButton.disabled = !text.value.trim() || text.disabled;
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, 144)}px`;
}

// --- The line to the hotel

const link = new Link(key, language, {
    opened(chat) {
        one("hotel").textContent = document.title = chat.hotel.name;
        tell("link", "");
        text.disabled = false;
        resize();
        show(chat);
        toEnd();
        flush();
    },
    heard(history) {
        tell("link", "");
        if (show(history)) typingUntil = 0;
        if (entries.some((e) => !e.id && e.state === "waiting")) flush();
    },
    typing() { typingUntil = Date.now() + 6000; think(); },
    lost() { tell("link", words.lost); },
    refused(status) {
        text.disabled = true;
        resize();
        tell("link", status === 404 ? words.gone : words.refused);
    },
});

for (const word of outbox.read()) waiting(word);
addEventListener("online", () => { tell("offline", ""); link.wake(); flush(); });
addEventListener("offline", () => tell("offline", words.offline));
document.addEventListener("visibilitychange", () => { if (!document.hidden) link.wake(); });
link.start();
