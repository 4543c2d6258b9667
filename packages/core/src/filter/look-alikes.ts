// Latin letters, each followed by characters of other alphabets that look like it and that no normal form of Unicode takes for
// it: Cyrillic, Greek, Armenian, Cherokee, phonetic letters and small capitals. By hand, after Unicode's confusables.txt: only
// what deceives the eye in running text.
const groups =
  'aаαᴀɑꓮᎪΑ bвβʙɓᏴꓐБ cсᴄϲϹƈᏟꓚ dԁᴅðđɗᎠꓓᏧ eеεᴇҽᎬꓰєə fꜰƒϝꓝ gɡɢɠցᏀꓖ hнһʜħհᎻꓧΗ iіιɪıɩɨᎥᏆꓲ jјᴊȷᎫꓙ kкκᴋƙᏦꓗ lʟłɫӏӀᏞꓡ mмᴍɱᎷꓟΜ nпηɴɲոꓠΝ oоοσςᴏøɵօꓳ pрρᴘƥᏢꓑ qԛʠգ rгʀɾᎡꓣ sѕꜱʂᏚꓢ tтτᴛƭŧᎢꓔ uυᴜʋսʉꓴ vνᴠѵᏙꓦ wԝωᴡᎳꓪ xхχꓫ yуγʏүᎩꓬΥ zᴢʐᏃꓜ'

let letters: ReadonlyMap<string, string> | undefined

/** The Latin letter that a character looks like; the character itself if it looks like none. */
export function looksLike(character: string): string {
  letters ??= new Map(groups.split(' ').flatMap(([letter = '', ...others]) => others.map((other) => [other, letter])))
  return letters.get(character) ?? character
}
