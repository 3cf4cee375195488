// Completions for the search box: a combobox with a list (WAI-ARIA APG). Without this file the form works as it is.
;(() => {
  const input = document.querySelector('input[data-complete]')
  if (!input) return
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }
  const list = element('ul', { id: 'completions', role: 'listbox', 'aria-label': 'Suggestions', hidden: '' })
  const status = element('p', { class: 'unseen', role: 'status' })
  input.after(list, status)
  const roles = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' }
  for (const [key, value] of Object.entries(roles)) input.setAttribute(key, value)

  let items = []
  let active = -1
  let timer
  let request

  const close = () => {
    clearTimeout(timer)
    request?.abort()
    items = []
    list.hidden = true
    status.textContent = ''
    mark(-1)
    input.setAttribute('aria-expanded', 'false')
  }

  const mark = (at) => {
    list.children[active]?.setAttribute('aria-selected', 'false')
    active = at
    const option = list.children[at]
    if (!option) return input.removeAttribute('aria-activedescendant')
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', option.id)
  }

  const show = (found) => {
    close()
    items = found
    list.replaceChildren(
      ...found.map(({ label, detail }, at) => {
        const attributes = { role: 'option', id: `completion-${at}`, 'aria-selected': 'false' }
        return element('li', attributes, element('span', { dir: 'auto' }, label), element('small', {}, detail))
      }),
    )
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    if (found.length > 0) status.textContent = `${found.length} suggestions`
  }

  const ask = async () => {
    request?.abort()
    request = new AbortController()
    const { signal } = request
    const query = new URLSearchParams({ q: input.value, at: input.selectionStart })
    try {
      const answer = await fetch(`${input.dataset.complete}?${query}`, { signal })
      if (answer.ok && !signal.aborted) show((await answer.json()).items)
    } catch {
      if (!signal.aborted) close() // no answer is no reason to disturb whoever types
    }
  }

  const askSoon = () => {
    clearTimeout(timer)
    if (input.value.trim() === '') return close()
    timer = setTimeout(ask, 100)
  }

  const choose = (at) => {
    const { href, text, caret, kind } = items[at]
    close()
    if (href) return location.assign(href)
    input.value = text
    input.setSelectionRange(caret, caret)
    if (kind === 'field' && text[caret - 1] === ':') ask()
  }

  const keys = {
    ArrowDown: () => (items.length === 0 ? ask() : mark(active + 1 < items.length ? active + 1 : -1)),
    ArrowUp: () => items.length > 0 && mark(active < 0 ? items.length - 1 : active - 1),
    Enter: () => active >= 0 && choose(active),
    Tab: () => active >= 0 && choose(active),
    Escape: () => items.length > 0 && close(),
  }

  input.addEventListener('input', (event) => event.isComposing || askSoon())
  input.addEventListener('compositionend', askSoon)
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    const { key, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event
    if (isComposing || ctrlKey || metaKey || altKey || shiftKey || !Object.hasOwn(keys, key)) return
    if (keys[key]() === false) return
    event.preventDefault()
    event.stopPropagation()
  })
  list.addEventListener('mousedown', (event) => {
    event.preventDefault() // the focus stays in the box
    const at = [...list.children].indexOf(event.target.closest('[role="option"]'))
    if (at >= 0 && event.button === 0) choose(at)
  })
})()
