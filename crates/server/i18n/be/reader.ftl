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
subject-not-shown = нешта не паказана
subject-not-breached = парушэнняў у летапісе няма
poll-vote = Галасаваць
poll-rehearsal = рэпетыцыя
phase-opens_soon = хутка адкрыецца
phase-open = ідзе
phase-closed = скончана
phase-tallied = складзена
phase-finished = падлік апублікаваны

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

freedoms-lead = Сходы, затрыманні, дзеянні супраць прэсы і паведамленні. Чаго ніхто не запісаў, таго тут няма: маўчанне — не добрая навіна.
freedoms-filter = Паказаць толькі
freedoms-code = Від
freedoms-any = усё
freedoms-to = Да дня
freedoms-show = Паказаць
freedoms-clear = Паказаць усё
freedoms-found = { $n ->
    [one] Знойдзены { $n } запіс
    [few] Знойдзена { $n } запісы
   *[other] Знойдзена { $n } запісаў
 }
freedoms-entries = { $n ->
    [one] { $n } запіс
    [few] { $n } запісы
   *[other] { $n } запісаў
 }
freedoms-timeline = Па часе
freedoms-map = Мапа
freedoms-list = Спіс
freedoms-nothing = У летапісе нічога няма; гэта не значыць, што нічога не было.
timeline-days = запісы па днях
timeline-weeks = запісы па тыднях
timeline-months = запісы па месяцах
map-elsewhere = { $n ->
    [one] { $n } запіс без назвы часткі краіны
    [few] { $n } запісы без назвы часткі краіны
   *[other] { $n } запісаў без назвы часткі краіны
 }
map-words = Абрысы намаляваны ад рукі і прыблізныя. Лічбы — гэта запісы ў летапісе, а не тое, колькі ўсяго адбылося.

count-open = Ідзе цяпер
count-no-result = Падліку пакуль няма.
count-option = Варыянт
count-share = Доля
count-elected = абраны
count-blank = Ніводзін з варыянтаў
count-ballots = { $n ->
    [one] апублікаваны { $n } бюлетэнь
    [few] апублікаваны { $n } бюлетэні
   *[other] апублікавана { $n } бюлетэняў
 }
count-counted = { $n ->
    [one] залічаны { $n }
   *[other] залічана { $n }
 }
count-turnout = яўка { $share }
count-trustees = падлік галасоў могуць адкрыць { $threshold } з { $n } захавальнікаў ключа
count-check = Каб праверыць самому
count-fingerprint = Адбітак галасавання
count-archive = Архіў галасавання
count-outcomes = Абвешчаныя вынікі
count-outcome = Крыніца: { $who }
count-no-outcome = Ніхто не сказаў у летапісе, які вынік.
count-figures = Лічбы
count-figures-words = Лічбы, якія стаяць самі па сабе. Тыя, што супярэчаць адна адной, застаюцца ўсе.

assessment-lead = Выбары ў параўнанні з абавязацельствамі. Тое, што можна вылічыць, вырашаюць праверкі; для астатняга пералічана, што «за» і што «супраць»; судзяць толькі названыя па імёнах людзі. Колькасць паведамленняў нічога не вырашае.
assessment-catalogue = каталог
assessment-list = Абавязацельствы
assessment-language = Тэкст абавязацельстваў узяты з каталога і напісаны па-англійску.
assessment-unconfirmed = Пераказана па памяці; перш чым цытаваць, трэба зверыць.
assessment-nothing = У летапісе нічога няма, і гэта нічога не значыць.
assessment-evidence = Звесткі
assessment-record = У летапісе
assessment-against = Супраць таго, што выконваецца
assessment-for = За тое, што выконваецца
assessment-figures = Лічбы
assessment-differing = Гэтыя лічбы супярэчаць адна адной
assessment-judged = Высновы названых людзей
assessment-otherwise = Кажа іначай
assessment-replies = Адказы
assessment-stands = Дзе гэта напісана
assessment-hash = SHA-256 каталога
commitment-kind-computed = вылічваецца: вырашаюць праверкі
commitment-kind-documented = дакументуецца: пералічана, не вырашана
commitment-kind-judged = ацэньваецца: вырашаюць толькі названыя людзі сваім подпісам
commitment-holds = выконваецца
commitment-breached = парушана
commitment-not-shown = не паказана
commitment-documented = дакументавана
commitment-nothing-on-record = у летапісе нічога няма
commitment-not-judged = не ацэнена
commitment-judged = ацэнена
otherwise-reported = паведамленне кажа іначай
otherwise-unlikely = вядомы ключ лічыць гэта малаверагодным
otherwise-not-so = вядомы ключ кажа, што было не так
coverage = Запісаў: { $entries }; пацверджана: { $vouched }; крыніц: { $sources }; выдаўцоў: { $publishers }{ $days }
coverage-days = ; з { $from } да { $to }
list-more = { $n ->
    [one] І яшчэ { $n }, сярод усіх запісаў.
   *[other] І яшчэ { $n }, сярод усіх запісаў.
 }

limits-lead = Летапіс паказвае, што ў ім сказана, якім ключом і ў якім парадку. Наступнага ён не паказвае.
limit-silence = Чаго ніхто не запісаў, таго тут няма. Маўчанне — не добрая навіна.
limit-reports = Колькі паведамленняў, залежыць ад таго, хто там быў і хто адважыўся гаварыць. Гэта нічога не кажа пра тое, як часта нешта адбывалася.
limit-signature = Подпіс паказвае, які ключ гаварыў. Ён не паказвае ні што сказанае — праўда, ні колькі людзей стаіць за ключамі, ужытымі адзін раз.
limit-times = Час запісу — гэта слова таго, хто вядзе летапіс.
limit-other-record = Ці не паказалі іншым другі летапіс. Параўнайце памер і каранёвы хэш з кантрольным лістом, які захаваў хтосьці іншы.
limit-form = Рашэнне, поўнае па форме, не абавязкова справядлівае. Ніводная праграма тут не ацэньвае прычын.
limit-withdrawn = Што адклікана або запячатана, тут прачытаць нельга. Што гэта адклікана, кім і па якой прычыне, стаіць пры запісе.
limit-watched = Улады тут нічога не падпісваюць. Пра іх учынкі расказваюць іншыя, і гэта вартае роўна столькі, колькі іх крыніцы. Папяровыя бюлетэні наноў не лічылі.
limit-poll = Галасаванне даказвае, што яго бюлетэні падлічаны правільна. Яно не даказвае, што людзі галасавалі свабодна і што іх прылады былі сумленныя.
limit-together = Той, хто выдае ключы выбаршчыкаў, і той, хто трымае сервер, разам могуць укінуць бюлетэні за людзей, якія не галасуюць. Паглядзіце, ці няма бюлетэня з вашым ключом, нават калі вы не галасавалі.
limit-home = За галасаваннем дома могуць падгледзець, яго могуць купіць або прымусіць да яго. Прагаласаваць наноў дапамагае толькі супраць тых, каго ўжо няма побач, і летапіс паказвае, што з гэтым ключом галасавалі зноў.
limit-page = Гэта старонка прыйшла з сервера, пра які яна расказвае. Паручыцца за яго яна не можа. Правярайце праграмай або файлам, атрыманымі ў іншым месцы.

entries-lead = У тым парадку, у якім запісаны, з нумарамі ад 0.
entry-author = аўтар
entry-withdrawn = Адклікана, хто: { $who }, { $day }: { $because }. Тэксты знішчаны; запіс застаецца.
entry-sources = Крыніцы
entry-outside = адкрыць крыніцу (іншы сайт)
entry-answers = Што на гэта сказалі іншыя
entry-no-answers = У летапісе нічога няма.
entry-proof = Подпіс і доказ
entry-proof-words = Імя запісу — гэта хэш SHA-256 таго, што падпісаў аўтар. Доказ уключэння паказвае, што запіс ёсць у летапісе.
entry-signer = Падпісаў
entry-id = Імя запісу
entry-recorded = Запісана
entry-leaf = Запіс, як ён стаіць у летапісе
entry-inclusion = Доказ уключэння
