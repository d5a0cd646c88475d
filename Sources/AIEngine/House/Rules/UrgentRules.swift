/// Matters that the house must not answer alone: danger, the wish for a person, decisions and displeasure.
extension HouseRules {
    static let emergencies: [HouseRule] = [
        HouseRule(
            "emergency.fire",
            .emergency,
            en: """
                fire, on fire, fire alarm, smell* ~ smoke|burning, burning smell, sparks, sparking, \
                smoke in|coming|everywhere, room|hallway ~ smoke, gas leak, smell* ~ gas
                """,
            es: """
                fuego, incendio, huele a|humo quemado|humo|gas, huele a quemado|humo|gas, olor a quemado|humo|gas, \
                hay humo, humo en, chispas, alarma de incendios, fuga de gas
                """,
            de: """
                feuer, es|zimmer brennt, brand im, brand in der|dem|meinem|meiner|unserem|zimmer, feueralarm, rauch im|in|auf, riecht nach|es \
                rauch|gas|verbrannt, riecht nach rauch|gas|verbrannt, riecht verbrannt|angebrannt, gasgeruch, \
                brandgeruch, funken
                """,
            fr: """
                au feu, le feu, incendie, alarme incendie, fumee, odeur de gaz|brule, sent le brule|gaz, fuite \
                de gaz
                """,
            it: """
                fuoco, incendio, allarme antincendio, fumo in|nel|nella, \
                odore|puzza di gas|bruciato|fumo, scintille, fuga di gas
                """,
            pt: """
                fogo, incendio, alarme de incendio, fumo em|no|na, fumaca, cheir* a|de gas|queimado|fumo, \
                fuga|vazamento de gas
                """
        ),
        HouseRule(
            "emergency.medical",
            .emergency,
            en: """
                cant|cannot breathe|breath, can not breathe, trouble|difficulty breathing, not breathing, chest pain*, \
                heart attack, having a stroke, ambulance, paramedic*, unconscious, passed out, \
                he|she|wife|husband|son|daughter|mother|father|guest ~ collapsed, seizure, overdose*, choking, \
                anaphyla*, allergic reaction, bleeding, need a doctor, medical emergency, emergency, kill \
                myself, suicid*, call 911|112|999
                """,
            es: """
                no puedo|puede respirar, dolor* en el pecho, infarto, ambulancia, inconsciente, se desmayo, \
                convulsi*, sobredosis, me ahogo, asfixi*, reaccion alergica, sangra, sangrando, mucha sangre, \
                emergencia, necesit* un medico, suicid*, ataque al corazon
                """,
            de: """
                kann|bekomme|kriege nicht|keine atmen|luft, keine luft, herzinfarkt, brustschmerz*, \
                krankenwagen, notarzt, rettungswagen, bewusstlos, ohnmachtig, krampfanfall, uberdosis, erstick*, \
                allergische* reaktion, blutet, notfall, brauche* ~ arzt, selbstmord, schlaganfall
                """,
            fr: """
                peux|peut|arrive|arrive pas|plus|a respirer, pas|plus respirer, pas a respirer, crise cardiaque, \
                douleur* ~ poitrine, ambulance, samu, inconscient*, evanoui*, convulsion*, overdose, etouff*, \
                reaction allergique, saigne*, urgence medicale, besoin d un medecin, suicid*
                """,
            it: """
                non riesco|riesce a respirare, non respir*, infarto, dolore* al petto, ambulanza, incosciente, \
                svenut*, convulsion*, overdose, soffoc*, reazione allergica, sangu*, emergenza, bisogno di un \
                medico, suicid*
                """,
            pt: """
                nao consigo|consegue respirar, dor* no peito, infarto, enfarte, ambulancia, inconsciente, \
                desmai*, convuls*, overdose, sufoc*, reacao alergica, sangrar, sangrando, muito sangue, \
                emergencia, preciso de um medico, suicid*, ataque cardiaco
                """
        ),
        HouseRule(
            "emergency.security",
            .emergency,
            en: """
                call the police, police, intruder, broke|break|breaking into, trying to get in, gun, knife \
                attack, attacked, attacking, assault*, threaten*, being followed, robbed, robbery, raped, rape, \
                domestic violence, following me
                """,
            es: """
                policia, intruso, ladron*, pistola, atac*, agred*, agresion, amenaz*, robaron, robo, violacion, \
                violaron
                """,
            de: """
                polizei, einbrecher, eingebrochen, pistole, angegriffen, uberfall*, bedroh*, ausgeraubt, \
                vergewalt*
                """,
            fr: "police, intrus, cambriol*, pistolet, agress*, menac*, viol, violee",
            it: "polizia, carabinieri, intruso, ladr*, pistola, aggred*, aggress*, minacc*, rapina*, violenza",
            pt: """
                policia, intruso, ladrao, ladroes, pistola, atac*, agred*, agressao, ameac*, assalt*, roubad*, \
                violacao
                """
        ),
    ]

    static let people: [HouseRule] = [
        HouseRule(
            EngineIntent.humanRequest,
            .human,
            en: """
                speak|talk|chat|speaking|talking|chatting to|with|2 ~ \
                human|person|someone|somebody|agent|manager|staff|operator|representative|receptionist|reception|supervisor|concierge|people, \
                speak|talk to|with the front desk, speak|talk to|with front desk, connect|transfer|put me ~ \
                human|person|someone|agent|manager|staff|operator|reception|receptionist|desk, \
                real|actual|live|human person|human|agent|being|operator|staff, not a bot|robot|machine, ^ human \
                $, ^ agent $, ^ operator $, ^ representative $, ^ person $, human|agent|operator|representative \
                please, want|need|get me a|the ~ human|person|manager|agent|supervisor, call me back, someone ~ \
                call me, have someone call
                """,
            es: """
                hablar|comunicarme|hable con ~ \
                persona|alguien|humano|agente|gerente|encargado|director|responsable|recepcion|recepcionista|personal, \
                persona real, un humano, agente humano, ^ agente $, ^ humano $, operador, quiero una persona, \
                quiero un agente, paseme con
                """,
            de: """
                mit ~ menschen|mensch|jemandem|mitarbeiter*|person|manager|rezeption|chef|direktor|personal ~ \
                sprechen|reden|chatten, sprechen|reden mit ~ \
                menschen|jemandem|mitarbeiter*|manager|rezeption|person, echte* mensch*|person, ^ mensch $, ^ \
                mitarbeiter $, will|mochte einen menschen, verbinden sie mich
                """,
            fr: """
                parler|discuter|parle a|avec ~ \
                quelqu|personne|humain|agent|conseiller|responsable|directeur|manager|reception|receptionniste, \
                parler au ~ responsable|directeur|manager|receptionniste, vraie personne, un humain, etre \
                humain, ^ humain $, ^ agent $, un conseiller, passez moi
                """,
            it: """
                parlare|parlo con ~ \
                persona|qualcuno|umano|operatore|direttore|responsabile|reception|addetto|receptionist, parlare \
                al|col ~ direttore|responsabile, persona reale|vera, ^ operatore $, un operatore, un umano, \
                essere umano, mi passi
                """,
            pt: """
                falar|conversar com ~ \
                pessoa|alguem|humano|atendente|gerente|responsavel|recepcao|rececao|funcionario|rececionista, \
                pessoa real|verdadeira, ^ atendente $, um atendente, um humano, quero uma pessoa
                """
        )
    ]

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
