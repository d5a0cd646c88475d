/// Words that carry nothing to look up.
enum QuestionWords {
    /// Whether a folded word says nothing about what is asked.
    static func isIdle(_ word: String) -> Bool {
        word.count < 2 || idle.contains(word)
    }

    /// Whether a folded word says something about the shape of the answer, but little about its subject.
    static func isSoft(_ word: String) -> Bool {
        soft.contains(word)
    }

    private static let idle = Set(
        """
        number numero nummer the an is are was were be been do does did have has had can could would will shall should may might you we he she they \
        me us my your our their his her its it this that these those there here what where when how why who which and or but \
        not no yes please pls thanks thank hello hi hey for with from to of in on at by as if so up any some also just too \
        need want like get got give know tell let im ive id were youre dont whats wheres hows is lets hotel room rooms guest \
        guests good morning afternoon evening about into more much many very really near nearby currently today tonight now \
        find possible available wondering guys yall offer provide use using would could ok okay one minute second asking \
        bring take allowed allow allows nearest closest option options connect somewhere anywhere way place go come help leave \
        el la los las un una unos unas es son esta estan este esta hay tiene tienen tienes puede pueden puedo podria quiero \
        necesito yo usted ustedes mi su nuestro que donde cuando como cuanto cual cuales por favor gracias hola para con de en \
        del al me nos se lo le si muy aqui buenos buenas dias tardes noches saber quisiera habitacion algun alguna sobre ofrecen \
        admiten admite permiten aceptan acepta llevar traer cerca conecto dejar ayuda \
        der die das den dem des ein eine einen einem einer ist sind war habe haben hat kann konnen konnte konnten wurde ich sie \
        wir mein meine ihr ihre unser unsere es was wo wann wie warum wer und oder aber nicht kein keine bitte danke hallo fur \
        mit von zu zum zur im in am an auf aus bei nach mir uns gibt noch man hier wieviel viel guten tag morgen abend zimmer \
        gerne gern mal auch bieten haben welche welcher welches um ob wissen \
        erlaubt mitbringen nachste nachsten nahe komme kommen abstellen lassen hilfe verbinden \
        le les une des du est sont avez avons ai suis puis peut pouvez pourriez voudrais je vous nous il elle on mon ma mes \
        votre vos notre nos que qui quoi ou quand comment pourquoi quel quelle quels quelles et pas ne merci bonjour bonsoir \
        pour avec dans au aux sur moi svp plait ce cette ces ca est-ce chambre proposez savoir dire \
        acceptez admis acceptes autorises proche amener laisser aide connecter \
        il lo gli sono avete abbiamo ho puo posso potete vorrei io lei noi mio mia suo sua vostro che chi dove quando come \
        quanto quale quali per favore grazie buongiorno con di da del della dello dei delle nel nella alla al allo ai mi ci si \
        non piu camera stanza sapere offrite cosa questo questa \
        ammessi accettate vicino portare lasciare aiuto collego \
        os as um uma sao tem temos pode podem posso quero queria preciso eu voce voces meu minha seu sua nosso que onde quando \
        como quanto qual quais nao favor obrigado obrigada ola para com do da dos das no na nos nas em ao mais muito bom boa \
        dia tarde noite quarto saber ha existe aceitam permitido permitidos perto levar deixar ajuda ligo
        """.split(separator: " ").map(String.init)
    )

    private static let soft = Set(
        """
        time times hour hours open opens opening close closes closing start starts end ends begin cost costs price prices much \
        free charge charges fee fees long late early work works working long located location hora horas horario horarios abre abren \
        cierra cierran cuesta precio precios gratis empieza incluido incluida uhr uhrzeit offnungszeiten offnet geoffnet schliesst \
        kostet kosten preis preise kostenlos beginnt heure heures horaire horaires ouvre ouvert ferme coute prix gratuit inclus \
        ora orario orari apre aperto chiude costa prezzo inizia aberto fecha preco comeca tempo included there
        """.split(separator: " ").map(String.init)
    )
}
