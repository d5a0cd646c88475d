// The line to the hotel: a session, a socket while there is one, and looking again and again while there is none.

export class Link {
    constructor(key, language, on) {
        Object.assign(this, { key, language, on, isOpen: false, token: null, cursor: null, pause: 1000, looksSoonUntil: 0 });
    }

    /** Opens the chat when somebody looks at it: a page that nobody sees makes no guest. */
    start() {
        if (document.hidden) return document.addEventListener("visibilitychange", () => this.start(), { once: true });
        this.open();
    }

    async open() {
        if (this.opening) return;
        this.opening = true;
        const answer = await this.ask("POST", "/chat/v1/sessions", { endpointKey: this.key, language: this.language });
        this.opening = false;
        if (answer.ok) {
            this.token = answer.body.token;
            this.isOpen = true;
            this.pause = 1000;
            this.keep(answer.body);
            this.on.opened(answer.body);
            this.connect();
            this.look();
        } else if (answer.again) {
            this.on.lost();
            this.later(() => this.open(), answer.wait);
        } else {
            this.on.refused(answer.status);
        }
    }

    /** Says something; {message, status}, or {again, wait}, or neither when it will never be taken. */
    async say(id, text) {
        this.looksSoonUntil = Date.now() + 60000;
        const answer = await this.ask("POST", this.path("messages"), { id, text });
        if (answer.ok) {
            this.look();
            return answer.body;
        }
        if (answer.status === 401) {
            this.renew();
            return { again: true };
        }
        return { again: answer.again, wait: answer.wait };
    }

    type() {
        if (!this.isOpen) return;
        if (this.isLive) this.socket.send(JSON.stringify({ type: "typing", payload: {} }));
        else this.ask("POST", this.path("typing"), {});
    }

    wake() {
        if (!this.isOpen) return this.start();
        this.connect();
        this.look();
    }

    renew() {
        this.isOpen = false;
        // Another page of ours may have been given a newer token for the same chat: the cookie has it, this page not.
        this.token = null;
        this.socket?.close();
        this.open();
    }

    keep(history) {
        if (history.cursor) this.cursor = history.cursor;
    }

    // --- Looking

    async look() {
        clearTimeout(this.timer);
        if (!this.isOpen || this.looking) return;
        this.looking = true;
        const after = this.cursor;
        const answer = await this.ask("GET", this.path("messages", after ? { after } : {}));
        this.looking = false;
        if (answer.status === 401) return this.renew();
        if (answer.ok) {
            this.pause = 1000;
            this.keep(answer.body);
            this.on.heard(answer.body);
            if (answer.body.hasMore && after) return this.look();
        } else {
            this.on.lost();
        }
        this.timer = setTimeout(() => this.look(), this.patience(answer));
    }

    patience(answer) {
        if (!answer.ok) {
            this.pause = Math.min(this.pause * 2, 30000);
            return Math.max(answer.wait ?? 0, this.pause);
        }
        // With a socket looking is only a safety net.
        if (this.isLive || document.hidden) return 30000;
        return Date.now() < this.looksSoonUntil ? 1000 : 5000;
    }

    // --- The socket

    get isLive() { return this.socket?.readyState === 1 && this.isReady; }

    connect() {
        if (!this.isOpen || this.noSocket || [0, 1].includes(this.socket?.readyState)) return;
        const address = new URL(this.path("socket", this.cursor ? { after: this.cursor } : {}), location.href);
        address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
        const socket = this.socket = new WebSocket(address, ["concierge.v1", `bearer.${this.token}`]);
        this.isReady = false;
        let wasOpen = false;
        let beat;
        socket.onopen = () => {
            wasOpen = true;
            // Pages cannot see the protocol's own pings.
            beat = setInterval(() => socket.send(JSON.stringify({ type: "ping", payload: {} })), 25000);
        };
        socket.onmessage = ({ data }) => {
            const frame = JSON.parse(data);
            this.isReady = true;
            this.keep(frame);
            if (frame.type === "message") {
                this.on.heard({ messages: [frame.payload.message] });
            } else if (frame.type === "conversation_update") {
                this.on.heard(frame.payload);
            } else if (frame.type === "typing") {
                this.on.typing();
            } else if (frame.type === "gap") {
                // What happens is not told for now: look, and more often until something is.
                this.isReady = false;
                this.look();
            }
        };
        socket.onclose = ({ code }) => {
            clearInterval(beat);
            this.isReady = false;
            if (code === 4401) return this.renew();
            // Where sockets do not get through, looking does.
            this.failures = wasOpen ? 0 : (this.failures ?? 0) + 1;
            this.noSocket = this.failures >= 3;
            this.later(() => { this.connect(); this.look(); });
        };
    }

    // --- Asking

    /** A route of this very chat: where the token is good no more, the server takes the chat's cookie. */
    path(route, more = {}) { return `/chat/v1/${route}?${new URLSearchParams({ endpointKey: this.key, ...more })}`; }

    later(work, wait = 0) {
        const delay = Math.max(wait, this.pause * (0.5 + Math.random()));
        this.pause = Math.min(this.pause * 2, 30000);
        setTimeout(work, delay);
    }

    /** {ok, status, body}; `again` when asking later may help, `wait` in milliseconds when the server said how long. */
    async ask(method, path, body) {
        const headers = {};
        if (body) headers["Content-Type"] = "application/json";
        if (this.token) headers.Authorization = `Bearer ${this.token}`;
        try {
            const response = await fetch(path, {
                method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store",
                signal: AbortSignal.timeout?.(15000),
            });
            const wait = Number(response.headers.get("Retry-After")) * 1000 || 0;
            const isJSON = response.headers.get("Content-Type")?.includes("json");
            return {
                ok: response.ok, status: response.status, body: isJSON ? await response.json() : null, wait,
                again: response.status === 429 || response.status === 408 || response.status >= 500,
            };
        } catch {
            return { ok: false, status: 0, again: true };
        }
    }
}
