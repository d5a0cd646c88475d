import Language

/// Matters that the house must not answer alone: danger, the wish for a person, decisions and displeasure.
extension HouseRules {
    /// The phrases that every room of the program knows danger by.
    static let emergencies: [HouseRule] = Danger.allCases.filter { $0 != .flood }.map { danger in
        rule(danger.intent, .emergency) { PeopleBook.notation(danger, $0) }
    }

    /// The phrases that every room of the program knows the wish for a person by.
    static let people: [HouseRule] = [rule(EngineIntent.humanRequest, .human) { PeopleBook.wishes($0) }]

    private static func rule(
        _ intent: String,
        _ role: HouseRule.Role,
        _ phrases: (SpokenLanguage) -> String
    ) -> HouseRule {
        HouseRule(
            intent,
            role,
            en: phrases(.en),
            es: phrases(.es),
            de: phrases(.de),
            fr: phrases(.fr),
            it: phrases(.it),
            pt: phrases(.pt)
        )
    }

    static let decisions: [HouseRule] = [
        HouseRule(
            "booking.cancel",
            .decision(department: "reservations"),
            en: """
                cancel ~ booking|reservation|stay|room|trip|nights, cancel it, need|want|have to cancel, \
                cancellation, cancel my|our|the|that|this, ^ cancel $
                """,
            es: "cancelar ~ reserva|estancia|habitacion, cancelar, cancelacion, anular ~ reserva",
            de: "stornier*, storno, buchung|reservierung ~ absagen|kundigen|canceln",
            fr: "annuler, annulation, annulez",
            it: "annullare, cancellare, disdire, cancellazione, disdetta",
            pt: "cancelar, cancelamento, anular"
        ),
        HouseRule(
            "complaint.billing.dispute",
            .decision(department: "front_desk"),
            en: """
                charged ~ twice|wrong*|wrongly|incorrectly, overcharged, double charge*, wrong \
                bill|charge|amount|invoice, mistake ~ bill|invoice, bill|invoice is ~ wrong|incorrect, dispute, \
                refund*, money back, compensat*, didnt order|use|have ~ minibar, bill ~ wrong, unauthorized \
                charge*, chargeback
                """,
            es: """
                cobr* ~ dos veces|doble|mas|mal, cobraron, cobro indebido, error ~ factura|cuenta, reembolso, \
                devolucion, compensacion, devolver ~ dinero, factura ~ mal|incorrecta
                """,
            de: """
                doppelt ~ berechnet|abgebucht|belastet, falsch* ~ berechnet|rechnung|betrag, rechnung ~ \
                falsch|stimmt|fehler*, erstattung, ruckerstattung, geld zuruck, entschadigung
                """,
            fr: """
                facture* deux fois, erreur ~ facture|addition|note, rembours*, trop paye, debite* ~ deux fois, \
                dedommag*, compensation
                """,
            it: """
                addebitat* ~ due volte|doppio|errore, errore ~ conto|fattura, rimborso, rimborsare, conto ~ \
                sbagliato, risarcimento
                """,
            pt: """
                cobr* ~ duas vezes|dobro|mais|mal, cobraram, cobranca indevida, erro ~ fatura|factura|conta, \
                reembols*, devolucao, compensacao
                """
        ),
        HouseRule(
            "room.extend",
            .decision(department: "reservations"),
            en: """
                extend ~ stay|booking|reservation|night, stay|add ~ extra|another|more night|nights|day|days, \
                one more night
                """,
            es: """
                alargar|extender|prolongar ~ estancia|reserva, quedar* ~ noche* mas, noche* adicional*|mas|extra
                """,
            de: """
                aufenthalt ~ verlangern, verlangern, nacht langer, zusatzliche nacht, weitere nacht, langer \
                bleiben
                """,
            fr: "prolonger, nuit* supplementaire*, nuit* de plus, rester ~ nuit*",
            it: "prolungare, estendere, notte in piu, altra notte, notti in piu",
            pt: "prolongar, estender, mais uma noite, noite* extra|adicional|adicionais"
        ),
        HouseRule(
            "booking.modify",
            .decision(department: "reservations"),
            en: """
                change|modify|move|amend ~ booking|reservation|dates|arrival, upgrade*, discount*, price match, \
                better rate
                """,
            es: "cambiar|modificar|mover ~ reserva|fechas, mejora* de habitacion, descuento*",
            de: "buchung|reservierung|daten ~ andern|umbuchen|verschieben, umbuch*, upgrade, rabatt*",
            fr: "modifier|changer ~ reservation|dates, surclassement, remise, reduction",
            it: "modificare|cambiare|spostare ~ prenotazione|date, upgrade, sconto",
            pt: "alterar|mudar|modificar ~ reserva|datas, upgrade, desconto*"
        ),
        HouseRule(
            "room.change",
            .decision(department: "front_desk"),
            en: "change|switch|move|different|another|new ~ room|rooms, room change",
            es: "cambi* ~ habitacion|cuarto, otra habitacion, habitacion distinta",
            de: "anderes zimmer, zimmer wechseln|tauschen, zimmerwechsel",
            fr: "changer de chambre, autre chambre",
            it: "cambiare ~ camera|stanza, altra camera|stanza",
            pt: "mudar|trocar de quarto, outro quarto"
        ),
        HouseRule(
            "other.legal_request",
            .decision(department: "front_desk"),
            en: "lawyer, attorney, legal action, sue, suing, lawsuit, gdpr, delete my data, personal data",
            es: "abogado, demanda*, denuncia*, mis datos personales, borrar mis datos",
            de: "anwalt, verklag*, dsgvo, meine daten loschen",
            fr: "avocat, proces, porter plainte, rgpd, supprimer mes donnees",
            it: "avvocato, denuncia, gdpr, cancellare i miei dati",
            pt: "advogado, processo judicial, rgpd, lgpd, apagar os meus dados"
        ),
    ]

    static let complaints: [HouseRule] = [
        HouseRule(
            "complaint.noise",
            .complaint(department: "front_desk", isSerious: true),
            en: """
                noise, noisy ~ neighbor*|neighbour*|guests|room|people, loud ~ \
                neighbor*|neighbour*|music|party|people|guests, neighbor*|neighbour* ~ \
                loud|noisy|party*|shouting, next door ~ loud|noisy|party*|shouting|screaming, too loud, cant sleep
                """,
            es: "ruido*, vecinos ~ ruido*|gritan, musica ~ alta, no puedo dormir, no podemos dormir",
            de: """
                larm, nachbarn ~ laut, laute nachbarn|musik|party, zu laut, kann nicht schlafen, konnen nicht \
                schlafen
                """,
            fr: "bruit, tapage, voisins ~ bruyants, musique ~ forte, peux pas dormir, n arrive pas a dormir",
            it: "rumore, rumori, vicini ~ rumorosi, musica ~ alta, non riesco a dormire",
            pt: "barulho, vizinhos ~ barulhentos, musica ~ alta, nao consigo dormir"
        ),
        HouseRule(
            "complaint.waiting",
            .complaint(department: "front_desk", isSerious: true),
            en: """
                where is|are my|our, still waiting, been waiting, still ~ havent|hasnt|didnt|not ~ \
                arrived|come|received|fixed, never came|arrived, hasnt|havent ~ arrived|come, asked ~ \
                ago|twice|before|already, third|second time
                """,
            es: """
                sigo|seguimos esperando, todavia no ~ llegado|llega|traido, aun no ~ llegado|traido, nadie ~ \
                venido|vino, pedi ~ hace
                """,
            de: """
                warte* ~ immer noch|seit, warte* noch, noch nicht ~ angekommen|da|gebracht, niemand ~ gekommen, \
                zum zweiten|dritten mal
                """,
            fr: """
                attends|attendons toujours|encore, toujours pas ~ arrive*|recu, toujours rien, personne n est \
                venu
                """,
            it: "sto ancora aspettando, ancora aspettando, non e ancora arrivat*, nessuno e venuto",
            pt: """
                ainda ~ espera, ainda nao ~ chegou|chegaram|trouxeram, ninguem veio|apareceu, continuo a espera
                """
        ),
        HouseRule(
            "complaint.service",
            .complaint(department: "front_desk", isSerious: true),
            en: """
                rude, unacceptable, terrible, awful, horrible, worst, disgusting, disgusted, complaint, \
                complain, furious, angry, ridiculous, disappointed, disappointing, outrageous, never ~ stay|come \
                ~ again|back, bed bugs, bedbugs, cockroach*, filthy, blood on|in, stole my|our, stolen, theft
                """,
            es: """
                groser*, inaceptable, terrible, horrible, pesim*, asqueros*, queja, quejar*, reclamacion, \
                furios*, decepcionad*, cucaracha*, chinches, vergonzoso, sangre en
                """,
            de: """
                unfreundlich, inakzeptabel, schrecklich, furchtbar, ekelhaft, unverschamt*, beschwer*, wutend, \
                enttauscht, katastrophe, kakerlake*, bettwanzen, unmoglich, \
                blut auf|im|an, gestohlen, geklaut
                """,
            fr: """
                impoli*, inacceptable, terrible, horrible, degoutant*, plainte, plaindre, reclamation, furieux, \
                furieuse, decu, decue, scandaleux, cafard*, punaise*, honteux, du sang sur|dans
                """,
            it: """
                maleducat*, inaccettabile, terribile, orribile, pessim*, schifo*, reclamo, lament*, furios*, \
                delus*, scarafaggi*, vergognos*
                """,
            pt: """
                grosseir*, mal educado, inaceitavel, terrivel, horrivel, pessim*, nojent*, reclamacao, reclamar, \
                queixa, furios*, desiludid*, decepcionad*, percevejos, vergonha, sangue nos|nas|no|na
                """
        ),
    ]
}
