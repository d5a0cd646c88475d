/// Things that are brought to a room.
extension HouseRules {
    static let items: [HouseRule] = [
        item(
            "housekeeping.towels",
            "towel",
            usual: 2,
            said: Localised(
                en: "towel|towels",
                es: "toalla|toallas",
                de: "Handtuch|Handtücher",
                fr: "serviette|serviettes",
                it: "asciugamano|asciugamani",
                pt: "toalha|toalhas"
            ),
            en: "bath|hand|face|pool towel*, towel*",
            es: "toalla*",
            de: "handtuch*, badetuch*, handtuech*",
            fr: "serviette* de bain|toilette, serviette*",
            it: "asciugaman*, salviett*",
            pt: "toalha*"
        ),
        item(
            "housekeeping.pillows",
            "pillow",
            usual: 1,
            said: Localised(
                en: "pillow|pillows",
                es: "almohada|almohadas",
                de: "Kissen|Kissen",
                fr: "oreiller|oreillers",
                it: "cuscino|cuscini",
                pt: "almofada|almofadas"
            ),
            en: "pillow*",
            es: "almohada*",
            de: "kissen, kopfkissen",
            fr: "oreiller*",
            it: "cuscin*",
            pt: "almofada*, travesseiro*"
        ),
        item(
            "housekeeping.blankets",
            "blanket",
            usual: 1,
            said: Localised(
                en: "blanket|blankets",
                es: "manta|mantas",
                de: "Decke|Decken",
                fr: "couverture|couvertures",
                it: "coperta|coperte",
                pt: "cobertor|cobertores"
            ),
            en: "blanket*, duvet*, comforter*",
            es: "manta|mantas, cobija*",
            de: "decke, decken, bettdecke*, wolldecke*",
            fr: "couverture*, couette*",
            it: "copert*",
            pt: "cobertor*, manta|mantas, edredao"
        ),
        item(
            "housekeeping.linen",
            "set of bed linen",
            usual: 1,
            said: Localised(
                en: "set of bed linen|sets of bed linen",
                es: "juego de sábanas|juegos de sábanas",
                de: "Satz Bettwäsche|Sätze Bettwäsche",
                fr: "jeu de draps|jeux de draps",
                it: "set di lenzuola|set di lenzuola",
                pt: "jogo de lençóis|jogos de lençóis"
            ),
            en: "bed sheets, sheets, bed linen, linen, linens",
            es: "sabanas",
            de: "bettwasche, bettlaken, laken",
            fr: "draps",
            it: "lenzuola",
            pt: "lencois"
        ),
        item(
            "housekeeping.hangers",
            "hanger",
            usual: 5,
            said: Localised(
                en: "hanger|hangers",
                es: "percha|perchas",
                de: "Kleiderbügel|Kleiderbügel",
                fr: "cintre|cintres",
                it: "gruccia|grucce",
                pt: "cabide|cabides"
            ),
            en: "coat|clothes hanger*, hanger*",
            es: "percha*, gancho* para ropa, gancho*",
            de: "kleiderbugel*, kleiderbuegel*, bugel",
            fr: "cintre*",
            it: "grucc*, appendiabiti",
            pt: "cabide*, cruzeta*"
        ),
        item(
            "housekeeping.toiletries",
            "set of toiletries",
            usual: 1,
            said: Localised(
                en: "set of toiletries|sets of toiletries",
                es: "set de aseo|sets de aseo",
                de: "Pflegeset|Pflegesets",
                fr: "kit de toilette|kits de toilette",
                it: "set da bagno|set da bagno",
                pt: "kit de higiene|kits de higiene"
            ),
            en: "toiletries, shampoo, conditioner, soap, shower gel, body lotion",
            es: "articulos de aseo, champu, jabon, gel de ducha, acondicionador",
            de: "shampoo, seife, duschgel, pflegeset, spulung",
            fr: "shampoing, shampooing, savon, gel douche",
            it: "shampoo, sapone, bagnoschiuma, balsamo",
            pt: "shampoo, champo, sabonete, gel de banho, sabao"
        ),
        item(
            "housekeeping.toothbrush",
            "dental kit",
            usual: 1,
            said: Localised(
                en: "dental kit|dental kits",
                es: "kit dental|kits dentales",
                de: "Zahnset|Zahnsets",
                fr: "kit dentaire|kits dentaires",
                it: "kit dentale|kit dentali",
                pt: "kit dentário|kits dentários"
            ),
            en: "dental kit*, toothbrush*, tooth brush*, toothpaste",
            es: "cepillo* de dientes, pasta de dientes",
            de: "zahnburste*, zahnpasta",
            fr: "brosse* a dents, dentifrice",
            it: "spazzolin*, dentifricio",
            pt: "escova* de dentes, pasta de dentes"
        ),
        item(
            "housekeeping.toilet_paper",
            "roll of toilet paper",
            usual: 2,
            said: Localised(
                en: "roll of toilet paper|rolls of toilet paper",
                es: "rollo de papel higiénico|rollos de papel higiénico",
                de: "Rolle Toilettenpapier|Rollen Toilettenpapier",
                fr: "rouleau de papier toilette|rouleaux de papier toilette",
                it: "rotolo di carta igienica|rotoli di carta igienica",
                pt: "rolo de papel higiénico|rolos de papel higiénico"
            ),
            en: "roll* of toilet paper, toilet paper, toilet roll*, loo roll*",
            es: "papel higienico, papel de bano",
            de: "toilettenpapier, klopapier",
            fr: "papier toilette, papier hygienique, pq",
            it: "carta igienica",
            pt: "papel higienico"
        ),
        item(
            "housekeeping.water",
            "bottle of water",
            usual: 2,
            said: Localised(
                en: "bottle of water|bottles of water",
                es: "botella de agua|botellas de agua",
                de: "Flasche Wasser|Flaschen Wasser",
                fr: "bouteille d'eau|bouteilles d'eau",
                it: "bottiglia d'acqua|bottiglie d'acqua",
                pt: "garrafa de água|garrafas de água"
            ),
            en: "bottle* of water, bottled water, water bottle*, drinking water",
            es: "botella* de agua, agua embotellada",
            de: "flasche* wasser, wasserflasche*, mineralwasser, trinkwasser",
            fr: "bouteille* d eau",
            it: "bottigli* d acqua, bottigli* di acqua",
            pt: "garrafa* de agua"
        ),
        item(
            "housekeeping.iron",
            "iron and ironing board",
            usual: 1,
            said: Localised(
                en: "iron and ironing board|irons and ironing boards",
                es: "plancha con tabla|planchas con tabla",
                de: "Bügeleisen mit Brett|Bügeleisen mit Brett",
                fr: "fer à repasser|fers à repasser",
                it: "ferro da stiro|ferri da stiro",
                pt: "ferro de engomar|ferros de engomar"
            ),
            en: "iron and ironing board, iron and board, iron, ironing board",
            es: "plancha y tabla, plancha",
            de: "bugeleisen, buegeleisen, bugelbrett",
            fr: "fer a repasser",
            it: "ferro da stiro",
            pt: "ferro de engomar|passar, tabua de engomar|passar"
        ),
        item(
            "housekeeping.hair_dryer",
            "hair dryer",
            usual: 1,
            said: Localised(
                en: "hair dryer|hair dryers",
                es: "secador de pelo|secadores de pelo",
                de: "Föhn|Föhne",
                fr: "sèche-cheveux|sèche-cheveux",
                it: "asciugacapelli|asciugacapelli",
                pt: "secador de cabelo|secadores de cabelo"
            ),
            en: "hair dryer*|drier*, hairdryer*, hairdrier*, blow dryer*",
            es: "secador* de pelo, secador*",
            de: "fohn, foehn, haartrockner",
            fr: "seche cheveux",
            it: "asciugacapelli, phon",
            pt: "secador* de cabelo, secador*"
        ),
        item(
            "housekeeping.adapter",
            "power adapter",
            usual: 1,
            said: Localised(
                en: "power adapter|power adapters",
                es: "adaptador|adaptadores",
                de: "Steckdosenadapter|Steckdosenadapter",
                fr: "adaptateur|adaptateurs",
                it: "adattatore|adattatori",
                pt: "adaptador|adaptadores"
            ),
            en: "power|plug|travel adapter*|adaptor*, adapter*, adaptor*, phone|usb charger*",
            es: "adaptador*, cargador*",
            de: "adapter, steckdosenadapter, reiseadapter, ladegerat*",
            fr: "adaptateur*, chargeur*",
            it: "adattator*, caricabatteri*, caricatore",
            pt: "adaptador*, carregador*"
        ),
        item(
            "housekeeping.slippers",
            "pair of slippers",
            usual: 1,
            said: Localised(
                en: "pair of slippers|pairs of slippers",
                es: "par de zapatillas|pares de zapatillas",
                de: "Paar Hausschuhe|Paar Hausschuhe",
                fr: "paire de chaussons|paires de chaussons",
                it: "paio di ciabatte|paia di ciabatte",
                pt: "par de chinelos|pares de chinelos"
            ),
            en: "pair* of slippers, slippers",
            es: "zapatillas, pantuflas",
            de: "hausschuhe, slipper",
            fr: "chaussons, pantoufles",
            it: "ciabatte, pantofole",
            pt: "chinelos, pantufas"
        ),
        item(
            "housekeeping.bathrobe",
            "bathrobe",
            usual: 1,
            said: Localised(
                en: "bathrobe|bathrobes",
                es: "albornoz|albornoces",
                de: "Bademantel|Bademäntel",
                fr: "peignoir|peignoirs",
                it: "accappatoio|accappatoi",
                pt: "roupão|roupões"
            ),
            en: "bathrobe*, bath robe*, robe, robes",
            es: "albornoz, albornoces, bata de bano",
            de: "bademantel*",
            fr: "peignoir*",
            it: "accappato*",
            pt: "roupao, roupoes"
        ),
        item(
            "housekeeping.crib",
            "crib",
            usual: 1,
            minutes: 30,
            said: Localised(
                en: "crib|cribs",
                es: "cuna|cunas",
                de: "Babybett|Babybetten",
                fr: "lit bébé|lits bébé",
                it: "culla|culle",
                pt: "berço|berços"
            ),
            en: "baby|travel crib*|cot*|bed*, crib*, cot, cots",
            es: "cuna|cunas",
            de: "babybett*, kinderbett*, gitterbett*",
            fr: "lit* bebe, lit* de bebe, lit* pour bebe, berceau*",
            it: "culla, culle, lettino",
            pt: "berco|bercos"
        ),
        item(
            "housekeeping.rollaway",
            "rollaway bed",
            usual: 1,
            minutes: 30,
            said: Localised(
                en: "extra bed|extra beds",
                es: "cama supletoria|camas supletorias",
                de: "Zustellbett|Zustellbetten",
                fr: "lit d'appoint|lits d'appoint",
                it: "letto aggiunto|letti aggiunti",
                pt: "cama extra|camas extra"
            ),
            en: "rollaway bed*, rollaway*, roll away bed*, extra|additional|folding bed*",
            es: "cama* supletoria*|adicional*|extra",
            de: "zustellbett*, zusatzbett*, beistellbett*, extrabett*",
            fr: "lit* d appoint, lit* supplementaire*",
            it: "letto aggiunt*|extra|supplementare",
            pt: "cama* extra|adicional|adicionais|suplementar"
        ),
    ]

    private static func item(
        _ intent: String,
        _ title: String,
        usual: Int,
        minutes: Int = 15,
        said: Localised,
        en: String,
        es: String,
        de: String,
        fr: String,
        it: String,
        pt: String
    ) -> HouseRule {
        let work = HouseWork(
            department: "housekeeping",
            priority: .standard,
            minutes: minutes,
            manner: .bring,
            title: title,
            said: said
        )
        return HouseRule(intent, .item(work, usual: usual), en: en, es: es, de: de, fr: fr, it: it, pt: pt)
    }
}
