/// Services that are arranged.
extension HouseRules {
    static let services: [HouseRule] = [
        service(
            "housekeeping.cleaning",
            "Clean the room",
            "housekeeping",
            minutes: 45,
            said: Localised(
                en: "cleaning your room",
                es: "la limpieza de su habitación",
                de: "die Zimmerreinigung",
                fr: "le ménage de votre chambre",
                it: "la pulizia della camera",
                pt: "a limpeza do seu quarto"
            ),
            en: """
                clean* ~ room, room ~ cleaned, clean up, make up ~ room, housekeeping, room service clean*, \
                empty ~ trash|bin*, change ~ sheets|bed, room ~ dirty, dirty room, vacuum
                """,
            es: """
                limpi* ~ habitacion|cuarto, habitacion ~ limpi*, limpieza, habitacion ~ sucia, cambi* ~ sabanas
                """,
            de: """
                zimmer ~ reinig*|putz*|sauber*|schmutzig, zimmerreinigung, reinigung, housekeeping, zimmer \
                machen
                """,
            fr: "nettoy* ~ chambre, menage, chambre ~ sale, faire la chambre, chang* ~ draps",
            it: """
                puli* ~ camera|stanza, camera ~ pulita|sporca, pulizia, pulizie, rifare ~ camera, cambi* ~ \
                lenzuola
                """,
            pt: "limp* ~ quarto, quarto ~ limpo|sujo, limpeza, arrumar ~ quarto, troc*|mud* ~ lencois"
        ),
        service(
            "housekeeping.no_cleaning",
            "Do not clean the room today",
            "housekeeping",
            minutes: 0,
            said: Localised(
                en: "leaving the room undisturbed",
                es: "que no entre la limpieza",
                de: "das Auslassen der Zimmerreinigung",
                fr: "l'absence de ménage",
                it: "l'assenza di pulizie",
                pt: "a ausência de limpeza"
            ),
            en: """
                dont clean, do not clean|disturb, no cleaning|housekeeping, dont need ~ \
                cleaning|housekeeping|cleaned, skip ~ cleaning|housekeeping
                """,
            es: "no limpi*, no molestar, no necesit* ~ limpieza",
            de: "nicht reinigen|putzen|storen, keine reinigung|zimmerreinigung",
            fr: "pas nettoyer, pas de menage, pas deranger",
            it: "non pulire, non disturbare, niente pulizie",
            pt: "nao limp*, nao incomodar, sem limpeza"
        ),
        service(
            "concierge.luggage",
            "Luggage assistance",
            "concierge",
            minutes: 15,
            said: Localised(
                en: "help with your luggage",
                es: "la ayuda con su equipaje",
                de: "die Hilfe mit Ihrem Gepäck",
                fr: "l'aide pour vos bagages",
                it: "l'aiuto con i bagagli",
                pt: "a ajuda com a bagagem"
            ),
            en: """
                help|assistance with ~ luggage|bags|suitcases, carry|collect|pick ~ luggage|bags|suitcases, \
                bellboy, bellman, porter, bring|take ~ luggage|bags|suitcases, luggage|bags ~ \
                down|up|picked|collected
                """,
            es: "ayuda con ~ equipaje|maletas, recog*|subi*|baj*|llev* ~ equipaje|maletas, botones",
            de: "hilfe ~ gepack|koffer*, gepack|koffer* ~ abholen|tragen|bringen, gepacktrager",
            fr: "aide ~ bagages|valises, prendre|monter|descendre|porter|chercher ~ bagages|valises, bagagiste",
            it: "aiuto ~ bagagli|valigie, ritirare|portare|prendere ~ bagagli|valigie, facchino",
            pt: "ajuda ~ bagagem|malas, buscar|levar|carregar ~ bagagem|malas, bagageiro"
        ),
        service(
            "concierge.airport_car",
            "Airport car",
            "concierge",
            minutes: 15,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "an airport car",
                es: "un coche al aeropuerto",
                de: "ein Wagen zum Flughafen",
                fr: "une voiture pour l'aéroport",
                it: "un'auto per l'aeroporto",
                pt: "um carro para o aeroporto"
            ),
            en: "car|taxi|cab|ride|transfer|shuttle|pickup ~ airport, airport car|taxi|transfer|pickup|ride",
            es: "taxi|coche|traslado|transporte ~ aeropuerto",
            de: "taxi|wagen|auto|transfer|fahrt ~ flughafen, flughafentransfer, flughafentaxi",
            fr: "taxi|voiture|navette|transfert ~ aeroport",
            it: "taxi|auto|macchina|transfer|navetta ~ aeroporto",
            pt: "taxi|carro|transfer|transporte ~ aeroporto"
        ),
        service(
            "concierge.taxi",
            "Taxi",
            "concierge",
            minutes: 15,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "a taxi",
                es: "un taxi",
                de: "ein Taxi",
                fr: "un taxi",
                it: "un taxi",
                pt: "um táxi"
            ),
            en: "taxi, cab, uber",
            es: "taxi",
            de: "taxi",
            fr: "taxi",
            it: "taxi",
            pt: "taxi"
        ),
        service(
            "front_desk.wake_up_call",
            "Wake-up call",
            "front_desk",
            minutes: 0,
            needsTime: true,
            said: Localised(
                en: "your wake-up call",
                es: "su llamada despertador",
                de: "Ihr Weckruf",
                fr: "votre réveil par téléphone",
                it: "la sveglia telefonica",
                pt: "a chamada de despertar"
            ),
            en: "wake up call, wakeup call, wake me|us, morning call",
            es: "llamada ~ despert*, despertador, despertarme, desperten*, despierten*",
            de: "weckruf, weckdienst, wecken",
            fr: "reveil telephonique, reveil, reveiller, reveillez",
            it: "sveglia, svegliar*, svegliatemi",
            pt: "chamada ~ despertar, despertar, acordar me, acordem, acordar"
        ),
        service(
            "dining.room_service",
            "Room service order",
            "food_beverage",
            minutes: 40,
            manner: .confirm,
            said: Localised(
                en: "your room service order",
                es: "su pedido al servicio de habitaciones",
                de: "Ihre Bestellung beim Zimmerservice",
                fr: "votre commande au service en chambre",
                it: "il suo ordine al servizio in camera",
                pt: "o seu pedido ao serviço de quartos"
            ),
            en: """
                room service, order ~ \
                food|dinner|breakfast|lunch|burger|pizza|sandwich|beer*|wine|coffee|drink*, \
                breakfast|dinner|lunch ~ to|in ~ room|bed, bring ~ beer*|wine|coffee|sandwich|food|ice
                """,
            es: """
                servicio de habitaciones, servicio a la habitacion, pedir ~ \
                comida|cena|desayuno|cerveza*|vino|cafe, desayuno|cena ~ habitacion
                """,
            de: """
                zimmerservice, essen|fruhstuck|abendessen ~ aufs|auf|ins zimmer, bestell* ~ \
                essen|bier|wein|kaffee
                """,
            fr: """
                service en chambre, room service, service d etage, command* ~ repas|diner|biere*|vin|cafe, petit \
                dejeuner ~ chambre
                """,
            it: """
                servizio in camera, room service, ordinare ~ cena|pranzo|birra|vino|caffe, colazione|cena ~ in \
                camera
                """,
            pt: """
                servico de quarto*, room service, pedir ~ comida|jantar|cerveja*|vinho|cafe, pequeno \
                almoco|jantar ~ no quarto
                """
        ),
        service(
            "room.late_checkout",
            "Late checkout",
            "front_desk",
            minutes: 60,
            manner: .confirm,
            said: Localised(
                en: "a late checkout",
                es: "una salida tardía",
                de: "ein später Check-out",
                fr: "un départ tardif",
                it: "un check-out posticipato",
                pt: "um check-out tardio"
            ),
            en: """
                late check out, late checkout, late check, check out ~ late*, checkout ~ late*, leave ~ room \
                later, stay in ~ room longer
                """,
            es: """
                salida tardia, check out tarde|tardio, late check out, salir mas tarde, dejar ~ habitacion mas \
                tarde
                """,
            de: """
                spater* ~ check|checkout|auschecken|abreise*, spate* abreise, spate* check out|checkout|abreise, late check \
                out|checkout
                """,
            fr: "depart tardif, check out tardif, late check out, partir plus tard, liberer ~ chambre plus tard",
            it: "check out posticipato|tardivo, late check out, uscire piu tardi, lasciare ~ camera piu tardi",
            pt: "check out tardio|tarde, saida tardia, late check out, sair mais tarde"
        ),
        service(
            "room.early_check_in",
            "Early check-in",
            "front_desk",
            minutes: 60,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "an early check-in",
                es: "una entrada anticipada",
                de: "ein früher Check-in",
                fr: "une arrivée anticipée",
                it: "un check-in anticipato",
                pt: "um check-in antecipado"
            ),
            en: """
                early check in, early checkin, check in ~ early|earlier, checkin early, arrive|arriving ~ \
                early|earlier, early arrival, get ~ room early|earlier
                """,
            es: """
                entrada anticipada|temprana, check in anticipado|temprano, early check in, llegar|entrar \
                antes|temprano, llegamos|llego antes|temprano
                """,
            de: """
                fruher* ~ check|einchecken|anreise*|ankommen, fruhe* anreise, fruhe* check in|anreise, early \
                check in
                """,
            fr: "arrivee anticipee, check in anticipe, early check in, arriver plus tot, chambre plus tot",
            it: "check in anticipato, early check in, arrivare prima|presto, arrivo anticipato",
            pt: "check in antecipado, early check in, chegar mais cedo, chegada antecipada, entrar mais cedo"
        ),
        service(
            "billing.invoice",
            "Invoice copy",
            "front_desk",
            minutes: 60,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "your invoice",
                es: "su factura",
                de: "Ihre Rechnung",
                fr: "votre facture",
                it: "la sua fattura",
                pt: "a sua fatura"
            ),
            en: "invoice, receipt, copy of ~ bill|folio, my|the|our bill|folio, express check out|checkout",
            es: "factura, recibo, mi|la|nuestra cuenta, check out express",
            de: "rechnung, quittung, beleg, express checkout",
            fr: "facture, ma|la|notre note, l addition",
            it: "fattura, ricevuta, il mio|nostro conto",
            pt: "fatura, factura, recibo, minha|nossa conta"
        ),
        service(
            "concierge.table",
            "Restaurant table",
            "concierge",
            minutes: 30,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "your table",
                es: "su mesa",
                de: "Ihr Tisch",
                fr: "votre table",
                it: "il suo tavolo",
                pt: "a sua mesa"
            ),
            en: "book|reserve ~ table|restaurant|dinner, table for",
            es: "reserv* ~ mesa|restaurante|cena, mesa para",
            de: "tisch ~ reservieren|bestellen|buchen, tisch fur",
            fr: "reserv* ~ table|restaurant|diner, table pour",
            it: "prenot* ~ tavolo|ristorante|cena, tavolo per",
            pt: "reserv* ~ mesa|restaurante|jantar, mesa para"
        ),
        service(
            "spa.booking",
            "Spa booking",
            "spa",
            minutes: 30,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "your spa appointment",
                es: "su cita en el spa",
                de: "Ihr Spa-Termin",
                fr: "votre rendez-vous au spa",
                it: "il suo appuntamento alla spa",
                pt: "a sua marcação no spa"
            ),
            en: "book|reserve ~ massage|treatment|spa|facial, massage appointment",
            es: "reserv* ~ masaje|tratamiento|spa",
            de: "massage ~ buchen|reservieren, spa termin, termin ~ massage|spa",
            fr: "reserv* ~ massage|soin|spa",
            it: "prenot* ~ massaggio|trattamento|spa",
            pt: "reserv*|marcar ~ massagem|tratamento|spa"
        ),
        service(
            "valet.car",
            "Bring the car round",
            "valet",
            minutes: 15,
            said: Localised(
                en: "bringing your car round",
                es: "traer su coche",
                de: "das Vorfahren Ihres Wagens",
                fr: "l'avancée de votre voiture",
                it: "portare la sua auto",
                pt: "trazer o seu carro"
            ),
            en: "bring|get|fetch ~ my|our car, my|our car ~ brought|ready|round",
            es: "traer|sacar ~ mi|nuestro coche",
            de: "mein|unser auto|wagen ~ vorfahren|holen, auto vorfahren",
            fr: "avancer|chercher|sortir ~ ma|notre voiture",
            it: "portare|prendere ~ mia|nostra auto|macchina",
            pt: "trazer|buscar ~ meu|nosso carro"
        ),
        service(
            "concierge.lost_item",
            "Lost property",
            "housekeeping",
            priority: .high,
            minutes: 60,
            manner: .confirm,
            needsRoom: false,
            said: Localised(
                en: "your lost item",
                es: "su objeto perdido",
                de: "Ihren verlorenen Gegenstand",
                fr: "votre objet perdu",
                it: "il suo oggetto smarrito",
                pt: "o seu objeto perdido"
            ),
            en: """
                left|forgot|lost|misplaced my|our|a, left|forgot ~ in the|my room, lost and found, lost property
                """,
            es: "olvide|perdi|deje ~ mi|mis, objetos perdidos, he olvidado|perdido",
            de: "habe|haben ~ vergessen|verloren|liegen, fundburo",
            fr: "oublie|perdu|laisse mon|ma|mes, objets trouves",
            it: "dimenticato|perso|lasciato, oggetti smarriti",
            pt: "esqueci|perdi|deixei ~ meu|minha|meus|minhas, perdidos e achados"
        ),
    ]

    private static func service(
        _ intent: String,
        _ title: String,
        _ department: String,
        priority: TaskAction.Priority = .standard,
        minutes: Int,
        manner: HouseWork.Manner = .arrange,
        needsRoom: Bool = true,
        needsTime: Bool = false,
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
            manner: manner,
            title: title,
            said: said
        )
        work.needsRoom = needsRoom
        work.needsTime = needsTime
        return HouseRule(intent, .work(work), en: en, es: es, de: de, fr: fr, it: it, pt: pt)
    }
}
