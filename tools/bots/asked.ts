// Whether a text asks what it talks with: a person, or a program. People ask in many words, in
// English and French; a wrong yes costs an answer that is true but not to the point, a wrong no
// lets a person believe the wrong thing. Pure.

/** In texts without accents, in lower case, with blanks for hyphens. */
interface Asking {
  /** Words that ask wherever they stand. */
  readonly always: string;
  /** Whom, or what, a question is about. */
  readonly subject: string;
  /** What may stand between the subject and the word that asks. */
  readonly filler: string;
  /** Words that ask behind a subject. */
  readonly word: string;
  /** Whole phrases. */
  readonly phrase: string;
}

const english: Asking = {
  always: [
    "(chat ?|ro)?bots?|robotic|androids?|cyborgs?|humans?|humanoids?|humanity|non ?human|inhuman",
    "artificial(ly)?|(chat ?)?gpt( ?\\d)?|openai|llms?|language models?|turing|captcha",
    "(real|actual|genuine|living|fake|legit) ((live|life|living) )?" +
    "(persons?|people|beings?|man|woman|men|women|girl|boy|guys?|users?|members?|someone|" +
    "somebody|account|profile)",
    "flesh and blood|npcs?|auto ?(reply|replies|response|responses|responder|mated|generated)",
  ].join("|"),
  subject: "you|u|ya|y'all|you're|ur|youre|this|that|anyone|anybody|someone|somebody|everyone|" +
    "everybody|everyone else|they|these|those|members|who here|who in here|talking|speaking|" +
    "chatting|do i talk|do i speak|do i chat|do i write",
  filler:
    "guys|two|both|all|here|in|there|really|actually|even|just|only|truly|simply|honestly|not|" +
    "a|an|some|kind|sort|of|type|the|fact|for|is|are|r|was|were|or|any|to|with|computer|simple|" +
    "genuinely|still|possibly|maybe|perhaps|(sound|seem|look|talk|write|type|act|answer)s?( like)?",
  word: "real|person|persons|people|machines?|computers?|programs?|programmes?|software|scripts?|" +
    "algorithms?|alive|living|fake|automated|automatic|scripted|programmed|simulated|simulation|" +
    "generated|conscious|sentient|exist|ai|a i|a man|a woman|a girl|a boy|a guy|male|female|" +
    "someone|somebody|being|made up|born",
  phrase: [
    "(who|what)( the hell| on earth| exactly| really)* (are|r) (you|u|ya)( guys| two| all| both)?" +
    "(?! (\\w+ing|up to|into|on about|from|with|most|least|for|good|afraid|interested|called))",
    "(who|what) (you|u) are|wh(o|at) ?(is|'s|s) (this|there|behind)|who dis",
    "(a|an|any) (real )?(person|machine|computer|program|ai) " +
    "(write|writing|typ|answer|reply|behind)(e|s|ing)?",
    "or (just )?(a |an )?(person|machine|computer|program|script|ai)$",
    "(who|whom|what) (am i|are we|do i|i am|i'm|im) (talk|speak|chat|writ|text|deal)(e|ing)?",
    "(any|are there|is there) (people|person|persons|anyone|anybody|someone|somebody)( else)?" +
    "( \\w+)? (here|there|around|behind|out there|in this|real)",
    "(is|are) (anyone|anybody|someone|somebody) (really |actually )?" +
    "(there|here|behind|out there|home)",
    "behind (the|that|this|your) (screen|keyboard|computer|account|text|words)",
    "(have|got|having) (a |any |real )*" +
    "(body|pulse|soul|heartbeat|brain|consciousness|feelings|parents)",
    "(who|what company) " +
    "(made|created|programmed|built|wrote|coded|designed|trained|runs|operates) you",
    "(prove|show me|tell me|swear|promise)( to)?( me)? (that )?(you|u|ur) ?('re|are|r|exist)?",
    "what (kind|sort|type) of (being|thing|creature|person|user) (are|r) (you|u)",
  ].join("|"),
};

const french: Asking = {
  always: [
    "(chat ?|ro)?bots?|robotiques?|androides?|(in)?humain(e|s|es)?|humanoides?|humanite",
    "artificiel(le|s|les)?|modeles? de langage|en chair et en os|pnj|fakes?",
    "(vrai|vraie|vrais|vraies|faux|fausse|veritable|veritables) " +
    "(personnes?|gens|etres?|individus?|filles?|femmes?|hommes?|mecs?|garcons?|gars|meufs?|" +
    "membres?|comptes?|profils?|quelqu'un)",
    "(personnes?|gens|etres?|individus?|quelqu'un)( de| d')? ?" +
    "(reel|reelle|reels|reelles|vrai|vivante?s?|physiques?|simulee?s?|virtuel(le|s|les)?)",
    "reponses? (automatiques?|toutes faites|preecrites?)",
  ].join("|"),
  subject: "tu es|t'es|t es|tes|es tu|tu serais|serais tu|tu n'es|t'etais|vous etes|etes vous|" +
    "vous seriez|seriez vous|vous n'etes|tu es qu'|c'est|est ce|ce sont|serait ce|tu|vous",
  filler: "un|une|des|de|du|d'|vraiment|bien|juste|seulement|reellement|en|fait|pas|plutot|quand|" +
    "meme|simple|simples|petit|le|la|les|donc|toi|vous|tous|toutes|deux|qu'|qu'un|qu'une|que|" +
    "au|moins|sur|que c'est|c'est|genre|sorte|espece|d'un|d'une|encore|ou|peut|etre|comme|" +
    "(parle|ecri|repond)(s|ez|vez|dez)?",
  word:
    "personnes?|machines?|ordinateurs?|ordi|programmes?|logiciels?|scripts?|algorithmes?|algos?|" +
    "automates?|automatiques?|automatisee?s?|simulee?s?|programmee?s?|genere?e?s?|" +
    "conscient(e|s|es)?|" +
    "en vie|vivante?s?|ia|i a|intelligence|quelqu'un|virtuel(le|s|les)?",
  phrase: [
    "(tu es|t'es|t es|es tu|vous etes|etes vous|tu|vous)( vraiment| bien| pas| tous| " +
    "toutes| deux| un| une| des)* " +
    "(vrai|vraie|vrais|vraies|reel|reelle|reels|reelles|faux|fausse|existes?|existez)",
    "existes? tu|existez vous|(tu es|t'es|es tu|vous etes|etes vous) (un|une|des) " +
    "(hommes?|femmes?|filles?|garcons?|mecs?|gars|meufs?|etres?)",
    "qui (es|etes|est) ?(tu|vous|la|ce|derriere)|(tu es|t'es|t es|vous etes|toi t'es) (qui|quoi)",
    "qu'? ?es tu|que es tu|qu'etes vous|qu'est ce que? (tu es|t'es|vous etes)|c'est qui( ca| la)?$",
    "(j'ai affaire|je (parle|discute|cause|ecris|m'adresse|tchatte|chatte|communique))" +
    "( bien| vraiment| en fait| la)*" +
    " (a|avec) (un |une |des |de |vrai |vraie |quel genre de )*" +
    "(personnes?|machines?|ordinateurs?|programmes?|logiciels?|quelqu'un|qui|quoi|ia)",
    "(parler|discuter|causer|ecrire) (a|avec) (un |une |des |de |vrai |vraie )*" +
    "(personnes?|machines?|ordinateurs?|programmes?|logiciels?|quelqu'un|qui|quoi|ia)",
    "(parle|discute|cause|ecris) (je|t on) (bien |vraiment )?(a|avec)",
    "(a|avec) qui (est ce que )?(je |j'|on )?(parle|discute|cause|ecris|ai|a)",
    "(y a|y'a|ya|il y a|est ce qu'il y a)( t il| til)?( vraiment| bien)? " +
    "(quelqu'un|des gens|une personne|des personnes|du monde)",
    "derriere (l'|ton |cet |ce |le |votre )?(ecran|clavier|compte|ordi|message)",
    "(tu as|t'as|as tu|vous avez|avez vous) (un |une |des )?(vrai |vraie )?" +
    "(corps|sentiments|coeur|ame|cerveau|conscience|parents)",
    "qui (t'a|vous a) (cree|programme|fait|concu|code|ecrit|entraine|fabrique)",
    "(prouve|montre|dis|jure)( le| moi)* que (tu|t'|vous)",
  ].join("|"),
};

const signs = [english, french].map(signOf);
/** Capitals, since "ai" is a French word; with an apostrophe before it, "J'AI" is that word. */
const initials = /(?<![\p{L}'’])(AI|IA|A\.I|I\.A)(?!\p{L})/u;
/** A text of such words alone. */
const alone = new RegExp(
  "^((une?|a|an|vraie?|really|hey|et|and|so|wait) )*(person|people|personne|machine|computer|" +
    "ordinateur|program|programme|ai|ia|real|reel|reelle|alive|vivante?|fake)$",
);

/** Whether a text asks whether its readers are persons, or says that they are none. */
export function asksWhatItIs(text: string): boolean {
  const words = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
    .replaceAll(/[’ʼ‘`´]/g, "'").replaceAll(/[^\p{L}\p{Nd}']+/gu, " ").trim();
  return initials.test(text) || alone.test(words) || signs.some((sign) => sign.test(words));
}

function signOf({ always, subject, filler, word, phrase }: Asking): RegExp {
  const about = `(${subject})( (${filler}))* (${word})`;
  return new RegExp(`(?<![\\p{L}])(${always}|${about}|${phrase})(?![\\p{L}])`, "u");
}
