/** What TeX's text commands, accents and common symbols are in Unicode. */

/** Combining character of an accent command: `\"o`, `\c{c}`. */
export const accents: Record<string, string> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  '"': '\u0308',
  u: '\u0306',
  v: '\u030c',
  H: '\u030b',
  r: '\u030a',
  c: '\u0327',
  k: '\u0328',
  d: '\u0323',
  b: '\u0331',
}

/** Commands that stand for a character in text. */
export const characters = pairs(`
  ss ß ae æ AE Æ oe œ OE Œ aa å AA Å o ø O Ø l ł L Ł i ı j ȷ dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ
  S § P ¶ dag † ddag ‡ copyright © pounds £ euro € texteuro € textregistered ® texttrademark ™ textdegree °
  ldots … dots … textellipsis … textendash – textemdash — textquoteright ’ textquoteleft ‘ textquotedblleft “
  textquotedblright ” textquotesingle ' textasciitilde ~ textasciicircum ^ textbackslash \\ textunderscore _
  textbar | textless < textgreater > textbullet • textdollar $ textbraceleft { textbraceright } lbrace { rbrace }
  LaTeX LaTeX TeX TeX BibTeX BibTeX slash / xspace ${''}
`)

/** Commands of mathematics that arXiv titles and abstracts also use outside it. */
export const symbols = pairs(`
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
  nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω ell ℓ
  Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
  times × cdot · div ÷ pm ± mp ∓ sim ∼ simeq ≃ approx ≈ equiv ≡ neq ≠ ne ≠ leq ≤ le ≤ geq ≥ ge ≥ ll ≪ gg ≫ lesssim ≲
  gtrsim ≳ propto ∝ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ sqrt √ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩
  emptyset ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ wedge ∧ vee ∨ oplus ⊕ otimes ⊗ perp ⊥ mid ∣ parallel ∥ circ ∘ bullet •
  star ⋆ ast ∗ dagger † prime ′ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐
  Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦ uparrow ↑ downarrow ↓ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
  ldots … cdots ⋯ dots … quad ${'\u2003'} qquad ${'\u2003'} hbar ℏ Re ℜ Im ℑ aleph ℵ degree ° checkmark ✓
`)

/** Letters that a font command turns into characters of their own, by KaTeX's `mathvariant`. */
const alphabets: Record<string, { upper: number; lower: number; digit?: number; except?: Record<string, string> }> = {
  bold: { upper: 0x1d400, lower: 0x1d41a, digit: 0x1d7ce },
  italic: { upper: 0x1d434, lower: 0x1d44e, except: { h: 'ℎ' } },
  'bold-italic': { upper: 0x1d468, lower: 0x1d482 },
  script: {
    ...{ upper: 0x1d49c, lower: 0x1d4b6 },
    except: { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ', e: 'ℯ', g: 'ℊ', o: 'ℴ' },
  },
  fraktur: { upper: 0x1d504, lower: 0x1d51e, except: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' } },
  'double-struck': {
    ...{ upper: 0x1d538, lower: 0x1d552, digit: 0x1d7d8 },
    except: { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' },
  },
  'sans-serif': { upper: 0x1d5a0, lower: 0x1d5ba, digit: 0x1d7e2 },
  'bold-sans-serif': { upper: 0x1d5d4, lower: 0x1d5ee, digit: 0x1d7ec },
  'sans-serif-italic': { upper: 0x1d608, lower: 0x1d622 },
  monospace: { upper: 0x1d670, lower: 0x1d68a, digit: 0x1d7f6 },
}

/** `text` in a mathematical alphabet; undefined when there is no such alphabet or it lacks one of the letters. */
export function inAlphabet(variant: string, text: string): string | undefined {
  const alphabet = alphabets[variant]
  if (!alphabet) return undefined
  const letters = [...text].map((letter) => {
    const { upper, lower, digit, except } = alphabet
    if (except?.[letter]) return except[letter]
    if (/[A-Z]/.test(letter)) return String.fromCodePoint(upper + letter.charCodeAt(0) - 65)
    if (/[a-z]/.test(letter)) return String.fromCodePoint(lower + letter.charCodeAt(0) - 97)
    return digit && /\d/.test(letter) ? String.fromCodePoint(digit + Number(letter)) : undefined
  })
  return letters.includes(undefined) ? undefined : letters.join('')
}

function pairs(table: string): Map<string, string> {
  const words = table.trim().split(/[ \n]+/)
  const map = new Map<string, string>()
  for (let i = 0; i < words.length; i += 2) map.set(words[i]!, words[i + 1] ?? '')
  return map
}
