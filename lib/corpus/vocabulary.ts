/**
 * The words that stand-ins are made of, the more common ones first in each
 * list. They are no author's text: common English words, and invented people
 * whose names carry the accents that the real books' names carry.
 *
 * @module
 */

function list(words: string): readonly string[] {
  return words.trim().split(/\s+/);
}

/** Words by their place in a sentence. */
export const WORDS = {
  determiners: list(`the a his her the that their this my our every your one no
    another each some its which such`),
  pronouns: list(`he she it they I we you who nobody everyone somebody`),
  adjectives: list(
    `old little good great young own long other same poor dear new
    whole small large dark certain cold warm strange plain quiet honest happy
    heavy pale kind empty gentle bright narrow ancient broken faithful solemn
    silent bitter generous sudden foolish distant cheerful weary peculiar
    pleasant miserable serious wretched comfortable remarkable impatient
    melancholy respectable magnificent extraordinary`,
  ),
  nouns: list(`man time house day door hand room night face head way world
    life lady heart eye friend woman word place father morning mother child letter
    street voice side table window fire light evening road son money horse
    question moment carriage brother daughter paper garden people chair sister
    country silence husband business bridge servant river candle village answer
    shadow winter journey church kitchen captain thought doctor staircase
    neighbour soldier corner chimney fortune lantern master mountain merchant
    reason stranger pleasure conversation company opinion prisoner companion
    happiness gentleman afternoon circumstance neighbourhood apartment
    expression government acquaintance satisfaction consideration`),
  verbs: list(`was had said came went saw took looked knew made found thought
    heard left asked gave felt stood turned told seemed sat kept remained passed
    answered followed opened carried returned entered received waited watched
    remembered believed noticed understood considered admired forgave crossed
    refused promised observed discovered recognized interrupted accompanied
    contemplated acknowledged recommended`),
  prepositions: list(`of in to with at from for on by upon into before after
    without through under about over against between behind towards among beside
    beneath beyond throughout`),
  adverbs: list(`then now again still here never so there always once soon
    perhaps quite already slowly indeed softly presently together afterwards
    suddenly hardly quietly certainly immediately thoughtfully nevertheless
    particularly mysteriously`),
  conjunctions: list(`and and but for as when while because if though until that
    where since although whenever`),
  contractions: list(`didn't wasn't couldn't don't wouldn't isn't hadn't won't
    weren't shouldn't`),
  speech: list(`said answered asked cried replied returned whispered exclaimed
    murmured continued remarked repeated observed`),
} as const;

/** Invented people, by the tongue of the book. */
export const NAMES = {
  english: list(`Ashdown Barlow Caroline Dunstan Ellery Fanshawe Georgiana
    Hartwick Josiah Lavinia Merriwether Pembury Rosalind Thistlewood Wickenden`),
  spanish: list(
    `Beltrán Rodrigo Íñigo Catalina Muñoz Señor Leonor Peñalosa Elvira
    Gaspar Ordóñez Marcela Esteban Zoraida Tomás Aldonza Álvaro Benengeli`,
  ),
  french: list(
    `Valérie Bertrand Geneviève Duchêne François Armand Hélène Lefèvre
    Émile Rochebrune Noël Théodore Clémence Jérôme Aurélie Montclair Désirée
    Gaëtan Fauconnier`,
  ),
  russian: list(`Másha Andréevich Ólga Grigóri Vasílevna Nikíta Sokólov Tatyána
    Mikháilovna Arkádi Zakhárov Élena Fyódor Lukyánov Prokófi Semyónovna Ignáty
    Varvára`),
} as const;
