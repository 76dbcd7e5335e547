# Старонкі для чытача.
# Тэрміны: run election — выбары, якія вядуцца ў летапісе; watched election — выбары пад назіраннем звонку;
# checkpoint — кантрольны ліст, fingerprint — адбітак, decision — рашэнне, appeal — апеляцыя, finding — выснова.

front-title = Выбары
front-lead = У кожных выбараў адзін публічны летапіс. Кожны можа яго прачытаць, і кожны можа яго праверыць.
front-empty = Выбараў тут пакуль няма.
election-watched = назіранне звонку
election-run = вядуцца ў гэтым летапісе
election-watched-words = Улады тут нічога не падпісваюць. Назіральнікі сведчаць, што ўлады робяць, і называюць крыніцы.
election-run-words = Арганізатар і органы падпісваюць тое, што робяць, і каляндар для іх абавязковы.
election-unsound = у летапісе ёсць заганы
election-polls = Галасаванні
election-calendar = Каляндар
election-latest = Апошнія запісы
election-all-entries = { $n ->
    [one] Увесь { $n } запіс
    [few] Усе { $n } запісы
   *[other] Усе { $n } запісаў
 }
election-record = Летапіс
election-record-words = Хто захавае гэтыя радкі, зможа потым паказаць, ці нешта было перапісана.
election-fingerprint = Адбітак выбараў
election-origin = Назва журнала
election-size = Запісаў
election-root = Каранёвы хэш
election-checkpoint = Кантрольны ліст з подпісам
election-feed = Стужка Atom
more-about = Больш: { $what }
as-of = стан на { $day }
verdict-record-sound = Летапіс цэлы, і нішто ў ім не парушае правілаў.
verdict-record-breached = Летапіс цэлы, і нешта ў ім парушае правілы.
verdict-record-unsound = У летапісе або ў падліку ёсць заганы.
subject-breached = нешта парушае правілы
subject-not-breached = парушэнняў у летапісе няма
poll-vote = Галасаваць
poll-rehearsal = рэпетыцыя
phase-opens_soon = хутка адкрыецца
phase-open = ідзе
phase-closed = скончана
phase-tallied = складзена
phase-finished = лічбы апублікаваны

candidates-absent = Выканалі патрабаванні, але ў бюлетэні іх няма
candidates-nobody-absent = Летапіс не паказвае нікога, хто выканаў патрабаванні і каго няма ў бюлетэні.
candidates-absent-mark = патрабаванні выкананы, у бюлетэні няма
candidates-needed = { $n ->
    [one] патрэбны { $n } сапраўдны подпіс
    [few] патрэбны { $n } сапраўдныя подпісы
   *[other] патрэбна { $n } сапраўдных подпісаў
 }
candidates-seats = { $n ->
    [one] { $n } месца
    [few] { $n } месцы
   *[other] { $n } месцаў
 }
candidates-voters = { $n ->
    [one] { $n } выбаршчык
    [few] { $n } выбаршчыкі
   *[other] { $n } выбаршчыкаў
 }
candidates-filed = Вылучэнне: { $day }
candidates-signatures = Подпісы, як іх называе кожны бок
candidates-districts = Подпісы па раёнах
standing-filed = рашэння няма
standing-registered = зарэгістраваны
standing-refused = адмоўлена
standing-removed = зарэгістраваны, потым зняты
standing-withdrawn = зняўся
findings = Высновы
findings-none = Высноў няма.

decisions-lead = Рашэнне супраць чалавека павінна называць прычыны і казаць, куды скардзіцца. Тут правяраецца яго форма; ці добрыя прычыны, ніводная праграма не скажа.
decisions-appeals = Апеляцыі і скаргі
decisions-no-appeal = У летапісе няма.
decisions-decisions = Рашэнні
decisions-no-decision = У летапісе няма.
decision-missing = Не хапае: { $parts }
decision-not-shown = Не паказана ў крыніцах, якія ёсць у летапісе: { $parts }
decision-documents = { $n ->
    [one] { $n } дакумент
    [few] { $n } дакументы
   *[other] { $n } дакументаў
 }
decision-withheld = не паказаны: { $because }
decision-heard = чалавека выслухалі
decision-not-heard = чалавека не выслухалі
decision-final = канчатковае
decision-not-final = можна абскардзіць
decision-later = Прычыны, названыя пазней
decision-fallen = Скасавана рашэннем
clock-none = да якога дня трэба вырашыць, у летапісе няма
clock-late = { $n ->
    [one] рашэнне спазнілася на { $n } дзень
    [few] рашэнне спазнілася на { $n } дні
   *[other] рашэнне спазнілася на { $n } дзён
 }
clock-kept = вырашана ў час
clock-overdue = { $n ->
    [one] пратэрмінавана на { $n } дзень
    [few] пратэрмінавана на { $n } дні
   *[other] пратэрмінавана на { $n } дзён
 }
clock-runs = { $n ->
    [one] застаўся { $n } дзень
    [few] засталося { $n } дні
   *[other] засталося { $n } дзён
 }
appeal-filed = Пададзена
appeal-due = Вырашыць да
appeal-decided = Вырашана
appeal-cosigners = { $n ->
    [one] падтрымлівае яшчэ { $n } ключ
    [few] падтрымліваюць яшчэ { $n } ключы
   *[other] падтрымліваюць яшчэ { $n } ключоў
 }
appeal-late = Пададзена пасля тэрміну.
appeal-unconfirmed = Сказана, што яна ад таго, каго датычыць, але ключ гэтага не паказвае.
