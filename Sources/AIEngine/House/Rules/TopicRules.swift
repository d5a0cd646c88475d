/// Subjects guests ask about. What is true of them stands in the hotel's knowledge; here is only how they are named.
extension HouseRules {
    static let topics: [HouseRule] = [
        topic(
            "check_out",
            en: "check out, checkout, checking out",
            es: "check out, salida, dejar la habitacion",
            de: "check out, checkout, auschecken, abreise",
            fr: "check out, depart",
            it: "check out, partenza",
            pt: "check out, saida"
        ),
        topic(
            "check_in",
            en: "check in, checkin, checking in",
            es: "check in, entrada, llegada",
            de: "check in, einchecken, anreise",
            fr: "check in, arrivee",
            it: "check in, arrivo",
            pt: "check in, chegada, entrada"
        ),
        topic(
            "breakfast",
            en: "breakfast",
            es: "desayuno*, desayunar",
            de: "fruhstuck*, fruehstueck*",
            fr: "petit dejeuner, petits dejeuners, petit dej",
            it: "colazione",
            pt: "pequeno almoco, cafe da manha"
        ),
        topic(
            "parking",
            en: "parking, park, car park, garage",
            es: "parking, aparcamiento, aparcar, estacionamiento, estacionar, garaje",
            de: "parken, parkplatz*, parkhaus, garage, tiefgarage",
            fr: "parking, garer, stationnement, stationner",
            it: "parcheggi*, garage",
            pt: "estacionamento, estacionar, garagem, parque de estacionamento"
        ),
        topic(
            "charging",
            en: "ev charg*, electric car*, charging station*, charge ~ car, tesla",
            es: "coche* electrico*, punto* de carga",
            de: "elektroauto*, ladestation*, e auto",
            fr: "voiture* electrique*, borne* de recharge",
            it: "auto elettric*, colonnin*",
            pt: "carro* eletrico*, carregar ~ carro"
        ),
        topic(
            "pool",
            en: "swimming pool*, pool*, swim",
            es: "piscina*, alberca, nadar",
            de: "pool, schwimmbad, schwimmen",
            fr: "piscine*, nager",
            it: "piscin*, nuotare",
            pt: "piscina*, nadar"
        ),
        topic(
            "gym",
            en: "gym, fitness, workout",
            es: "gimnasio, fitness",
            de: "fitnessraum, fitnessstudio, fitness, gym",
            fr: "salle de sport, fitness, gym",
            it: "palestra, fitness",
            pt: "ginasio, academia, fitness"
        ),
        topic(
            "spa",
            en: "spa, massage*, sauna, steam room, hammam",
            es: "spa, masaje*, sauna",
            de: "spa, massage*, sauna, wellness, dampfbad",
            fr: "spa, massage*, sauna, hammam",
            it: "spa, massagg*, sauna",
            pt: "spa, massagem, massagens, sauna"
        ),
        topic(
            "pets",
            en: "pet, pets, dog*, cat, cats, pet friendly",
            es: "mascota*, perro*, gato*",
            de: "haustier*, hund, hunde, katze*",
            fr: "animaux, animal, chien*, chat, chats",
            it: "animali, animale, cane, cani, gatto, gatti",
            pt: "animais, animal, cao, caes, cachorro*, gato*"
        ),
        topic(
            "restaurant",
            en: "restaurant*, dinner, lunch, dining, menu, eat",
            es: "restaurante*, cena*, cenar, almuerzo, comer, menu, carta",
            de: "restaurant*, abendessen, mittagessen, speisekarte, essen",
            fr: "restaurant*, diner, dejeuner, carte, menu, manger",
            it: "ristorant*, cena, pranzo, menu, mangiare",
            pt: "restaurante*, jantar, almoco, ementa, menu, comer"
        ),
        topic(
            "bar",
            en: "bar, cocktail*, happy hour, drinks",
            es: "bar, coctel*, copas",
            de: "bar, cocktail*, getranke",
            fr: "bar, cocktail*, boissons",
            it: "bar, cocktail*, bevande",
            pt: "bar, cocktail*, bebidas"
        ),
        topic(
            "diet",
            en: "vegan, vegetarian, gluten free, gluten, allerg*, halal, kosher, lactose",
            es: "vegan*, vegetarian*, gluten, alergi*, halal, kosher, lactosa",
            de: "vegan*, vegetarisch*, gluten*, allergi*, halal, koscher, laktose*",
            fr: "vegan*, vegetalien*, vegetarien*, gluten, allerg*, halal, casher",
            it: "vegan*, vegetarian*, glutine, celiac*, allerg*, halal, lattosio",
            pt: "vegan*, vegetarian*, gluten, alerg*, halal, lactose"
        ),
        topic(
            "ice",
            en: "ice, ice machine*, vending machine*",
            es: "hielo, maquina de hielo, maquina expendedora",
            de: "eis, eiswurfel, eismaschine",
            fr: "glacons, machine a glacons, glace",
            it: "ghiaccio",
            pt: "gelo, maquina de gelo"
        ),
        topic(
            "laundry",
            en: "laundry, dry cleaning, washing machine",
            es: "lavanderia, tintoreria, lavar ropa",
            de: "wascherei, waschservice, wasche, reinigungsservice",
            fr: "blanchisserie, pressing, laverie, linge",
            it: "lavanderia, lavasecco",
            pt: "lavandaria, lavanderia, limpeza a seco"
        ),
        topic(
            "luggage",
            en: "luggage, baggage, bags, suitcase*, left luggage",
            es: "equipaje, maleta*, consigna",
            de: "gepack, koffer, gepackaufbewahrung",
            fr: "bagage*, valise*, bagagerie, consigne",
            it: "bagagl*, valigi*, deposito",
            pt: "bagagem, bagagens, mala, malas"
        ),
        topic(
            "airport",
            en: "airport, flight*",
            es: "aeropuerto, vuelo*",
            de: "flughafen, flug",
            fr: "aeroport, vol, navette",
            it: "aeroporto, volo",
            pt: "aeroporto, voo"
        ),
        topic(
            "transport",
            en: "metro, subway, tram*, bus, buses, train*, public transport, station",
            es: "metro, tranvia*, autobus*, bus, tren*, transporte publico, estacion",
            de: "u bahn, metro, tram, strassenbahn, bus, busse, zug, bahnhof, nahverkehr",
            fr: "metro, tram*, bus, train*, gare, transports",
            it: "metro, tram, autobus, treno, treni, stazione",
            pt: "metro, eletrico, autocarro*, onibus, comboio*, trem, estacao"
        ),
        topic(
            "accessibility",
            en: "wheelchair*, accessib*, disabled, step free, elevator*, lift, lifts",
            es: "silla de ruedas, accesib*, discapacidad, ascensor*",
            de: "rollstuhl*, barrierefrei*, behindert*, aufzug, fahrstuhl, lift",
            fr: "fauteuil* roulant*, accessib*, handicap*, ascenseur*",
            it: "sedia a rotelle, accessib*, disabil*, ascensor*",
            pt: "cadeira de rodas, acessib*, deficien*, elevador*"
        ),
        topic(
            "children",
            en: "kid, kids, child*, babysit*, family, families, high chair, stroller, playground",
            es: "nino*, nina*, ninera, familia*, trona, carrito",
            de: "kind, kinder*, babysitter, familie*, hochstuhl, kinderwagen",
            fr: "enfant*, baby sitter, garde d enfants, famille*, chaise haute, poussette",
            it: "bambin*, babysitter, famigli*, seggiolone, passeggino",
            pt: "crianca*, baba, familia*, cadeira de refeicao, carrinho"
        ),
        topic(
            "smoking",
            en: "smoke, smoking, smokers, cigarette*, vape, vaping",
            es: "fumar, fumador*, cigarrillo*",
            de: "rauchen, raucher*, zigarette*, haben sie feuer, hast du feuer",
            fr: "fumer, fumeur*, cigarette*",
            it: "fumare, fumator*, sigarett*",
            pt: "fumar, fumador*, fumante*, cigarro*"
        ),
        topic(
            "safety",
            en: """
                fire exit*, fire escape*, fire extinguisher*, fire drill, fire safety, fire pit, fire place, \
                fireplace, police station*, nearest police, emergency exit*, emergency number*, defibrillator, evacuation, fire alarm test, first \
                aid
                """,
            es:
                "salida* de emergencia|incendio|incendios, extintor*, evacuacion, botiquin, prueba de alarma, comisaria de policia",
            de: """
                notausgang, notausgange, feuerloscher, fluchtweg*, brandschutz, feuertreppe, erste hilfe, \
                verbandskasten
                """,
            fr: """
                sortie* de secours, issue* de secours, extincteur*, evacuation, premiers secours, exercice \
                incendie, commissariat|poste de police
                """,
            it: """
                uscit* di emergenza|sicurezza, estintor*, evacuazione, pronto soccorso, primo soccorso, \
                stazione di polizia|carabinieri
                """,
            pt: "saida* de emergencia|incendio, extintor*, evacuacao, primeiros socorros, esquadra de policia"
        ),
        topic(
            "front_desk",
            en: "phone number*, front desk, reception, lobby",
            es: "numero de telefono, recepcion, lobby",
            de: "telefonnummer*, rezeption, empfang, lobby",
            fr: "numero de telephone, reception, accueil, hall",
            it: "numero di telefono, reception, ricevimento, hall",
            pt: "numero de telefone, recepcao, rececao, lobby"
        ),
        topic(
            "tax",
            en: "city tax, tourist tax, tax, taxes, resort fee",
            es: "tasa turistica, impuesto*, tasa*",
            de: "kurtaxe, city tax, steuer*, tourismusabgabe, ortstaxe",
            fr: "taxe de sejour, taxe*",
            it: "tassa di soggiorno, tasse, tassa",
            pt: "taxa turistica, taxa*, imposto*"
        ),
        topic(
            "payment",
            en: "pay, payment*, credit card*, cash, deposit, amex, currency, exchange",
            es: "pagar, pago*, tarjeta* de credito, efectivo, deposito, cambio de divisas",
            de: "bezahlen, zahlen, zahlung, kreditkarte*, bargeld, kaution, geldwechsel",
            fr:
                "payer, paiement, carte* bancaire*, carte* de credit, especes, caution, bureau de change, changer de l argent",
            it: "pagare, pagamento, carta di credito, carte di credito, contanti, cauzione, cambio",
            pt: "pagar, pagamento, cartao de credito, cartoes, dinheiro, caucao, cambio"
        ),
        topic(
            "sightseeing",
            en: """
                sightseeing, things to do, attraction*, museum*, tour*, visit, recommend*, beach*, viewpoint*, \
                local tips
                """,
            es: """
                que ver, que hacer, turismo, museo*, visita*, recomienda*, recomendacion*, playa*, mirador*, \
                excursion*
                """,
            de: "sehenswurdigkeit*, ausflug, ausfluge, museum, museen, empfehl*, strand, strande, unternehmen",
            fr: "que faire, que voir, visiter, visite*, musee*, recommand*, conseille*, plage*, excursion*",
            it: "cosa vedere, cosa fare, museo, musei, visit*, consigli*, spiagg*, escursion*",
            pt: "o que ver, o que fazer, museu*, visita*, recomend*, praia*, miradouro*, passeio*"
        ),
        topic(
            "doctor",
            en: "doctor, pharmacy, chemist, hospital, dentist",
            es: "medico, farmacia, hospital, dentista",
            de: "arzt, apotheke, krankenhaus, zahnarzt",
            fr: "medecin, pharmacie, hopital, dentiste",
            it: "medico, farmacia, ospedale, dentista",
            pt: "medico, farmacia, hospital, dentista"
        ),
        topic(
            "electricity",
            en: "plug*, voltage, socket type",
            es: "voltaje, tipo de enchufe",
            de: "spannung, steckertyp, volt",
            fr: "voltage, tension, type de prise",
            it: "voltaggio, tipo di presa",
            pt: "voltagem, tipo de tomada"
        ),
    ]

    private static func topic(
        _ name: String,
        en: String,
        es: String,
        de: String,
        fr: String,
        it: String,
        pt: String
    ) -> HouseRule {
        HouseRule("question.\(name)", .topic, en: en, es: es, de: de, fr: fr, it: it, pt: pt)
    }
}
