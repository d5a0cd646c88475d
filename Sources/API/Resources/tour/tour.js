'use strict'
// The staff's side of one conversation, over the public interface alone.

const $ = selector => document.querySelector(selector)
const desk = { access: null, refresh: null, conversation: null, version: null, socket: null, cursor: null }

// MARK: asking

/** One request as the person signed in; renews the token once when it has run out. */
async function ask(method, path, body, isSecondTry = false) {
  const headers = {}
  if (desk.access) headers.Authorization = `Bearer ${desk.access}`
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  // A button pressed twice, or a request sent again, changes nothing twice. Answers with credentials take no key.
  if (method === 'POST' && !/\/(auth\/login|realtime\/tickets)$/.test(path)) headers['Idempotency-Key'] = crypto.randomUUID()
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  if (answer.status === 401 && desk.refresh && !isSecondTry) {
    await renew()
    return ask(method, path, body, true)
  }
  const text = await answer.text()
  const value = text ? JSON.parse(text) : null
  if (!answer.ok) throw Object.assign(new Error(value?.detail || value?.title || answer.statusText), { status: answer.status })
  return value
}

async function renew() {
  const answer = await fetch('/api/v1/auth/refresh', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ refreshToken: desk.refresh })
  })
  if (!answer.ok) { desk.refresh = null; return }
  keep(await answer.json())
}

function keep(session) {
  desk.access = session.accessToken
  desk.refresh = session.refreshToken
  clearTimeout(desk.renewal)
  desk.renewal = setTimeout(() => renew().catch(show), session.renewAfter * 1000)
}

// MARK: signing in

$('#sign-in').addEventListener('submit', async event => {
  event.preventDefault()
  $('#sign-in-problem').textContent = ''
  try {
    const session = await ask('POST', '/api/v1/auth/login', { email: $('#email').value, password: $('#password').value })
    keep(session)
    $('#who').textContent = `: ${session.staff.name}, ${session.staff.role}, ${session.property.name}`
    $('#sign-in').hidden = true
    $('#password').value = ''
    $('#desk').hidden = false
    await connect()
    await find()
  } catch (error) {
    $('#sign-in-problem').textContent = error.message
  }
})

// What a link may carry behind its #, which browsers keep to themselves.
const given = new URLSearchParams(location.hash.slice(1))
if (given.has('email')) {
  $('#email').value = given.get('email')
  $('#password').value = given.get('password') ?? ''
  history.replaceState(null, '', location.pathname)
  if ($('#password').value) $('#sign-in').requestSubmit()
}

// MARK: watching

let failures = 0

async function connect() {
  const { ticket } = await ask('POST', '/api/v1/realtime/tickets')
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${location.host}/ws?ticket=${encodeURIComponent(ticket)}`, 'concierge.v1')
  desk.socket = socket
  socket.onopen = () => {
    failures = 0
    $('#link').textContent = 'connected'
    // With a cursor nothing is missed and nothing comes twice, however long the line was cut.
    const payload = desk.cursor ? { all: true, cursor: desk.cursor } : { all: true }
    socket.send(JSON.stringify({ type: 'subscribe', id: 'tour', payload }))
  }
  socket.onmessage = event => take(JSON.parse(event.data))
  socket.onclose = event => {
    $('#link').textContent = `cut (${event.code}), connecting again`
    setTimeout(() => connect().catch(() => socket.onclose({ code: 'no ticket' })), Math.min(10000, 300 * 2 ** failures++))
  }
}

/** A frame as it came, in one line; what it is about is then read anew over REST. */
function take(frame) {
  if (frame.cursor) desk.cursor = frame.cursor
  if (frame.type === 'gap') desk.cursor = null
  const line = document.createElement('li')
  const type = document.createElement('b')
  type.textContent = frame.type
  line.append(type, ' ', summary(frame))
  $('#events').prepend(line)
  while ($('#events').children.length > 200) $('#events').lastChild.remove()
  const about = frame.payload?.conversationId
  if (about && about !== desk.conversation && frame.type !== 'typing') desk.conversation = about
  if (about || frame.type === 'subscribed') refreshSoon()
}

function summary(frame) {
  const { message, conversation, task, turn, delivery } = frame.payload ?? {}
  if (message) return `${message.author}: ${message.content ?? ''} ${message.delivery ? `(${message.delivery.state})` : ''}`
  if (task) return `${task.department?.code ?? ''}: ${task.description} (${task.status})`
  if (turn) return `${turn.status ?? turn.outcome ?? ''}`
  if (conversation) return `${conversation.state}, version ${conversation.stateVersion}`
  if (delivery) return `delivery ${delivery.state}`
  return JSON.stringify(frame.payload ?? {}).slice(0, 200)
}

// MARK: reading

let pending = null
let isReading = false

/** Many frames in a moment are one reading; what comes while it reads is read after it. */
function refreshSoon() {
  if (pending || isReading) { pending = true; return }
  pending = setTimeout(async () => {
    isReading = true
    pending = null
    try { await (desk.conversation ? read() : find()) } catch (error) { show(error) }
    isReading = false
    if (pending) { pending = null; refreshSoon() }
  }, 60)
}

/** The web chat that was written in last. */
async function find() {
  const { items } = await ask('GET', '/api/v1/conversations?channel=web&limit=1')
  if (!items.length) return
  desk.conversation = items[0].id
  await read()
}

async function read() {
  const found = await ask('GET', `/api/v1/conversations/${desk.conversation}`)
  for (const item of document.querySelectorAll('#states li')) {
    if (item.dataset.state === found.state) item.setAttribute('aria-current', 'step')
    else item.removeAttribute('aria-current')
  }
  const facts = [found.guest.name ?? 'a guest on the web', `version ${found.stateVersion}`]
  if (found.turn) facts.push(found.turn.status === 'running' ? 'the assistant is thinking' : 'the assistant is listening')
  if (found.assignee) facts.push(`with ${found.assignee.name}`)
  if (found.escalationReason && found.state === 'escalated') facts.push(`because: ${found.escalationReason}`)
  if (found.currentIntent) facts.push(`intent: ${found.currentIntent}`)
  $('#facts').textContent = facts.join(' · ')
  showMessages(found)
  $('#work').replaceChildren(...found.tasks.map(task => entry('', `${task.description}`,
    `work for ${task.department?.name ?? 'a department'} · ${task.status}${task.room ? ` · room ${task.room}` : ''}`, 'div')))
  allow(found.state)
}

function showMessages(found) {
  const said = found.messages.map(message => entry(message.author, message.content,
    [message.staff?.name ?? message.author, message.delivery?.state, message.decision].filter(Boolean).join(' · ')))
  const drafts = found.drafts.map(draft => entry('draft', draft.content, 'not said: a draft for staff'))
  const box = $('#messages')
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60
  box.replaceChildren(...said, ...drafts)
  if (isAtEnd) box.scrollTop = box.scrollHeight
}

/** Words of others are text, never markup. */
function entry(kind, words, note, element = 'article') {
  const box = document.createElement(element)
  if (kind) box.className = kind
  const small = document.createElement('small')
  small.textContent = note
  box.append(words, small)
  return box
}

function allow(state) {
  const verbs = {
    new: ['escalate', 'resolve'], active: ['escalate', 'resolve'], escalated: ['return-to-ai', 'resolve'], resolved: ['reopen']
  }[state]
  for (const button of document.querySelectorAll('#verbs button')) button.disabled = !verbs.includes(button.dataset.verb)
  for (const field of $('#reply').elements) field.disabled = state === 'resolved'
}

// MARK: acting

/** What was refused is said as the server says it. */
function show(error) { $('#problem').textContent = error.message }

async function act(work) {
  $('#problem').textContent = ''
  if (!desk.conversation) { $('#problem').textContent = 'There is no conversation yet.'; return }
  try { await work(); await read() } catch (error) { show(error) }
}

for (const button of document.querySelectorAll('#verbs button')) {
  button.addEventListener('click', () =>
    act(() => ask('POST', `/api/v1/conversations/${desk.conversation}/${button.dataset.verb}`,
      button.dataset.verb === 'return-to-ai' ? { force: true } : {})))
}

$('#reply').addEventListener('submit', event => {
  event.preventDefault()
  const content = $('#words').value.trim()
  if (!content) return
  act(async () => {
    await ask('POST', `/api/v1/conversations/${desk.conversation}/messages`, { content })
    $('#words').value = ''
  })
})

// The suggestions are copied, for the guest's page is its own: a guest writes there, not this page.
for (const button of document.querySelectorAll('.try')) {
  button.addEventListener('click', async () => {
    const field = $('#chat').contentDocument?.querySelector('textarea, input[type=text]')
    if (!field) return
    field.value = button.textContent
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.focus()
  })
}
