/// Things of the room that break.
extension HouseRules {
    static let maintenance: [HouseRule] = [
        fixture(
            "maintenance.hot_water",
            "No hot water",
            .urgent,
            minutes: 20,
            isCritical: true,
            named: true,
            said: Localised(
                en: "the hot water",
                es: "el agua caliente",
                de: "das Warmwasser",
                fr: "l'eau chaude",
                it: "l'acqua calda",
                pt: "a água quente"
            ),
            en: """
                no|without hot water, not ~ hot water, isnt|dont|doesnt|havent|cant ~ hot water, hot water ~ \
                not|isnt|stopped, water|shower is ~ cold, only cold water
                """,
            es: "no hay|tenemos|tengo|sale ~ agua caliente, sin agua caliente, agua ~ fria, agua caliente ~ no",
            de: "kein* warm*|heiss* wasser, kein warmwasser, wasser ~ kalt, warmwasser ~ nicht",
            fr: "pas|plus d eau chaude, sans eau chaude, eau est ~ froide, eau chaude ~ pas",
            it: "senza acqua calda, non c ~ acqua calda, manca l acqua calda, acqua ~ fredda, acqua calda ~ non",
            pt: "nao ha|tem|temos|tenho agua quente, sem agua quente, agua ~ fria, agua quente ~ nao"
        ),
        fixture(
            "maintenance.leak",
            "Water leak",
            .urgent,
            minutes: 20,
            isCritical: true,
            named: true,
            said: Localised(
                en: "the water leak",
                es: "la fuga de agua",
                de: "das austretende Wasser",
                fr: "la fuite d'eau",
                it: "la perdita d'acqua",
                pt: "a fuga de água"
            ),
            en: """
                water ~ leak*|dripping|pouring|flood*|everywhere, leak*, flood, flooding, flooded, ceiling ~ \
                dripping, burst pipe, toilet|loo|sink|shower|bath|bathtub|tub ~ overflow*
                """,
            es: "fuga de agua, gotera*, inundad*, inundacion, sale agua, pierde agua, tuberia rota, desborda*",
            de:
                "wasser ~ lauft|tropft, wasserschaden, uberschwemm*, leck, rohrbruch, undicht, lauft uber, ubergelaufen",
            fr: "fuite d eau, fuite, inond*, degat des eaux, eau ~ coule, debord*",
            it: "perdita d acqua, perdita di acqua, allaga*, infiltrazion*, perde acqua, trabocc*",
            pt: "fuga|vazamento de agua, vazamento, inunda*, infiltracao, verte agua, transbord*"
        ),
        fixture(
            "maintenance.power",
            "Power outage in the room",
            .urgent,
            minutes: 20,
            isCritical: true,
            named: true,
            said: Localised(
                en: "the power outage",
                es: "el corte de luz",
                de: "den Stromausfall",
                fr: "la panne de courant",
                it: "il guasto elettrico",
                pt: "a falta de luz"
            ),
            en: """
                no power|electricity, power is|went out, power outage|cut, electricity is|went out, sparks, \
                sparking
                """,
            es: "no hay luz|electricidad, sin luz|electricidad, corte de luz, apagon, se fue la luz",
            de: "kein* strom, stromausfall, strom ist weg",
            fr: "pas|plus d electricite|courant, plus de courant, panne de courant",
            it: "manca la|l corrente|luce|elettricita, senza corrente, non c ~ corrente|luce, blackout",
            pt: "sem luz|energia|eletricidade, nao ha|tem luz|energia|eletricidade, falta de luz, apagao"
        ),
        fixture(
            "maintenance.temperature",
            "Room temperature",
            .urgent,
            minutes: 20,
            named: true,
            said: Localised(
                en: "the room temperature",
                es: "la temperatura de la habitación",
                de: "die Zimmertemperatur",
                fr: "la température de la chambre",
                it: "la temperatura della camera",
                pt: "a temperatura do quarto"
            ),
            en: """
                room is ~ cold|hot|freezing|boiling|warm, too|so hot|cold in|here, its ~ freezing|boiling, no \
                heating|heat, no ac|aircon
                """,
            es: """
                habitacion ~ fria|caliente|helada, mucho|demasiado calor|frio, hace ~ calor|frio, sin \
                aire|calefaccion, no hay calefaccion
                """,
            de: "zimmer ist ~ kalt|heiss|warm, zu kalt|heiss|warm, kein* heizung|klimaanlage",
            fr: "chambre est ~ froide|chaude|glaciale, trop chaud|froid, pas de chauffage|clim*",
            it: "camera e ~ fredda|calda|gelida, troppo caldo|freddo, fa ~ caldo|freddo, senza riscaldamento",
            pt: "quarto esta ~ frio|quente|gelado, muito|demasiado calor|frio|quente, sem aquecimento"
        ),
        fixture(
            "maintenance.air_conditioning",
            "Air conditioning",
            .urgent,
            minutes: 20,
            said: Localised(
                en: "the air conditioning",
                es: "el aire acondicionado",
                de: "die Klimaanlage",
                fr: "la climatisation",
                it: "l'aria condizionata",
                pt: "o ar condicionado"
            ),
            en: "air conditioning|conditioner|con, aircon, airco, a c, ac",
            es: "aire acondicionado, aire, ac",
            de: "klimaanlage, klima",
            fr: "climatisation, clim, air conditionne",
            it: "aria condizionata, condizionatore, climatizzatore",
            pt: "ar condicionado, ac"
        ),
        fixture(
            "maintenance.heating",
            "Heating",
            .urgent,
            minutes: 20,
            said: Localised(
                en: "the heating",
                es: "la calefacción",
                de: "die Heizung",
                fr: "le chauffage",
                it: "il riscaldamento",
                pt: "o aquecimento"
            ),
            en: "heating, heater, radiator",
            es: "calefaccion, radiador, calefactor",
            de: "heizung, heizkorper",
            fr: "chauffage, radiateur",
            it: "riscaldamento, termosifone",
            pt: "aquecimento, aquecedor, radiador"
        ),
        fixture(
            "maintenance.lock",
            "Door, lock or key card",
            .urgent,
            minutes: 20,
            department: "front_desk",
            said: Localised(
                en: "the door lock",
                es: "la cerradura",
                de: "das Türschloss",
                fr: "la serrure",
                it: "la serratura",
                pt: "a fechadura"
            ),
            en: "door lock, lock, door, key card*|cards, keycard*, room key*, key, locked out, window",
            es: "cerradura, puerta, llave, tarjeta de la habitacion, tarjeta, ventana",
            de: "turschloss, schloss, tur, schlussel*, zimmerkarte, fenster",
            fr: "serrure, porte, cle, carte de la chambre, fenetre",
            it: "serratura, porta, chiave, tessera, finestra",
            pt: "fechadura, porta, chave, cartao do quarto, janela"
        ),
        fixture(
            "maintenance.toilet",
            "Toilet",
            .high,
            minutes: 30,
            said: Localised(
                en: "the toilet",
                es: "el inodoro",
                de: "die Toilette",
                fr: "les toilettes",
                it: "il bagno",
                pt: "a sanita"
            ),
            en: "toilet, loo, wc",
            es: "inodoro, vater, wc",
            de: "toilette, klo, wc",
            fr: "toilettes, wc",
            it: "wc, gabinetto",
            pt: "sanita, vaso sanitario, retrete, autoclismo"
        ),
        fixture(
            "maintenance.plumbing",
            "Shower, sink or drain",
            .high,
            minutes: 30,
            said: Localised(
                en: "the bathroom plumbing",
                es: "la ducha y los desagües",
                de: "die Dusche und die Abflüsse",
                fr: "la plomberie",
                it: "l'impianto del bagno",
                pt: "a canalização"
            ),
            en: "shower, sink, drain, tap, faucet, bathtub, tub",
            es: "ducha, lavabo, desague, grifo, banera, regadera",
            de: "dusche, waschbecken, abfluss, wasserhahn, badewanne",
            fr: "douche, lavabo, evier, robinet, baignoire",
            it: "doccia, lavandino, scarico, rubinetto, vasca",
            pt: "chuveiro, duche, lavatorio, ralo, torneira, banheira"
        ),
        fixture(
            "maintenance.tv",
            "Television",
            .standard,
            minutes: 30,
            said: Localised(
                en: "the TV",
                es: "la televisión",
                de: "den Fernseher",
                fr: "la télévision",
                it: "la televisione",
                pt: "a televisão"
            ),
            en: "fire tv|stick, tv, television, remote control, remote",
            es: "television, tele, televisor, mando",
            de: "fernseher, fernbedienung",
            fr: "tele, television, telecommande",
            it: "televisione, televisore, telecomando",
            pt: "televisao, televisor, comando"
        ),
        fixture(
            "maintenance.lights",
            "Lights",
            .standard,
            minutes: 30,
            said: Localised(
                en: "the lights",
                es: "las luces",
                de: "das Licht",
                fr: "l'éclairage",
                it: "le luci",
                pt: "as luzes"
            ),
            en: "light bulb*, lightbulb*, bulb*, light, lights, lamp*",
            es: "bombilla*, lampara*, luz, luces",
            de: "gluhbirne*, lampe*, licht, lichter",
            fr: "ampoule*, lampe*, lumiere*",
            it: "lampadin*, lampad*, luce, luci",
            pt: "lampada*, luz, luzes, candeeiro*"
        ),
        fixture(
            "maintenance.wifi",
            "Wi-Fi fault",
            .high,
            minutes: 30,
            said: Localised(
                en: "the Wi-Fi",
                es: "el wifi",
                de: "das WLAN",
                fr: "le wifi",
                it: "il Wi-Fi",
                pt: "o Wi-Fi"
            ),
            en: "wi fi, wifi, internet, wireless",
            es: "wi fi, wifi, internet",
            de: "wlan, wi fi, wifi, internet",
            fr: "wi fi, wifi, internet",
            it: "wi fi, wifi, internet",
            pt: "wi fi, wifi, internet"
        ),
        fixture(
            "maintenance.appliance",
            "Appliance in the room",
            .standard,
            minutes: 30,
            said: Localised(
                en: "the appliance",
                es: "el aparato",
                de: "das Gerät",
                fr: "l'appareil",
                it: "l'apparecchio",
                pt: "o aparelho"
            ),
            en: """
                minibar, mini bar, fridge, refrigerator, safe, kettle, coffee machine|maker, telephone, room phone, outlet, \
                socket, curtain*, blinds
                """,
            es: "minibar, nevera, frigorifico, caja fuerte, cafetera, hervidor, telefono, enchufe, cortina*",
            de: "minibar, kuhlschrank, tresor, safe, wasserkocher, kaffeemaschine, telefon, steckdose, vorhang*",
            fr: """
                minibar, frigo, refrigerateur, coffre fort, bouilloire, machine a cafe, telephone, prise, \
                rideau*
                """,
            it: "minibar, frigo, frigorifero, cassaforte, bollitore, macchina del caffe, telefono, presa, tend*",
            pt: "minibar, frigorifico, cofre, chaleira, maquina de cafe, telefone, tomada, cortina*"
        ),
    ]

    /// A fixture; `named` when the phrases already say that something is wrong.
    private static func fixture(
        _ intent: String,
        _ title: String,
        _ priority: TaskAction.Priority,
        minutes: Int,
        department: String = "maintenance",
        isCritical: Bool = false,
        named: Bool = false,
        said: Localised,
        en: String,
        es: String,
        de: String,
        fr: String,
        it: String,
        pt: String
    ) -> HouseRule {
        var work = HouseWork(
            department: department,
            priority: priority,
            minutes: minutes,
            manner: .fix,
            title: title,
            said: said
        )
        work.isCritical = isCritical
        return HouseRule(
            intent,
            named ? .work(work) : .equipment(work),
            en: en,
            es: es,
            de: de,
            fr: fr,
            it: it,
            pt: pt
        )
    }
}
