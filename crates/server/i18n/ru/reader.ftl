# Страницы для читателя.
# Термины: run election — выборы, которые ведутся в летописи; watched election — выборы под наблюдением извне;
# checkpoint — контрольный лист, fingerprint — отпечаток, decision — решение, appeal — апелляция, finding — вывод.

front-title = Выборы
front-lead = У каждых выборов одна публичная летопись. Каждый может её прочесть, и каждый может её проверить.
front-empty = Выборов здесь пока нет.
election-watched = наблюдение извне
election-run = ведутся в этой летописи
election-watched-words = Власти здесь ничего не подписывают. Наблюдатели свидетельствуют, что власти делают, и называют источники.
election-run-words = Организатор и органы подписывают то, что делают, и календарь для них обязателен.
election-unsound = в летописи есть изъяны
election-polls = Голосования
election-calendar = Календарь
election-latest = Последние записи
election-all-entries = { $n ->
    [one] Вся { $n } запись
    [few] Все { $n } записи
   *[other] Все { $n } записей
 }
election-record = Летопись
election-record-words = Кто сохранит эти строки, сможет потом показать, было ли что-то переписано.
election-fingerprint = Отпечаток выборов
election-origin = Название журнала
election-size = Записей
election-root = Корневой хеш
election-checkpoint = Контрольный лист с подписью
election-feed = Лента Atom
more-about = Подробнее: { $what }
as-of = по состоянию на { $day }
verdict-record-sound = Летопись цела, и ничто в ней не нарушает правил.
verdict-record-breached = Летопись цела, и что-то в ней нарушает правила.
verdict-record-unsound = В летописи или в подсчёте есть изъяны.
subject-breached = что-то нарушает правила
subject-not-shown = что-то не показано
subject-not-breached = нарушений в летописи нет
poll-vote = Голосовать
poll-rehearsal = репетиция
phase-opens_soon = скоро откроется
phase-open = идёт
phase-closed = закончено
phase-tallied = сложено
phase-finished = подсчёт опубликован

candidates-absent = Выполнили требования, но в бюллетене их нет
candidates-nobody-absent = Летопись не показывает никого, кто выполнил требования и кого нет в бюллетене.
candidates-absent-mark = требования выполнены, в бюллетене нет
candidates-needed = { $n ->
    [one] нужна { $n } действительная подпись
    [few] нужны { $n } действительные подписи
   *[other] нужно { $n } действительных подписей
 }
candidates-seats = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[other] { $n } мест
 }
candidates-voters = { $n ->
    [one] { $n } избиратель
    [few] { $n } избирателя
   *[other] { $n } избирателей
 }
candidates-filed = Выдвижение: { $day }
candidates-signatures = Подписи, как их называет каждая сторона
candidates-districts = Подписи по районам
standing-filed = решения нет
standing-registered = зарегистрирован
standing-refused = отказано
standing-removed = зарегистрирован, затем снят
standing-withdrawn = снялся
findings = Выводы
findings-none = Выводов нет.

decisions-lead = Решение против человека должно называть причины и говорить, куда жаловаться. Здесь проверяется его форма; хороши ли причины, ни одна программа не скажет.
decisions-appeals = Апелляции и жалобы
decisions-no-appeal = В летописи нет.
decisions-decisions = Решения
decisions-no-decision = В летописи нет.
decision-missing = Не хватает: { $parts }
decision-not-shown = Не показано в источниках, которые есть в летописи: { $parts }
decision-documents = { $n ->
    [one] { $n } документ
    [few] { $n } документа
   *[other] { $n } документов
 }
decision-withheld = не показаны: { $because }
decision-heard = человека выслушали
decision-not-heard = человека не выслушали
decision-final = окончательное
decision-not-final = можно обжаловать
decision-later = Причины, названные позже
decision-fallen = Отменено решением
clock-none = до какого дня нужно решить, в летописи нет
clock-late = { $n ->
    [one] решение опоздало на { $n } день
    [few] решение опоздало на { $n } дня
   *[other] решение опоздало на { $n } дней
 }
clock-kept = решено вовремя
clock-overdue = { $n ->
    [one] просрочено на { $n } день
    [few] просрочено на { $n } дня
   *[other] просрочено на { $n } дней
 }
clock-runs = { $n ->
    [one] остался { $n } день
    [few] осталось { $n } дня
   *[other] осталось { $n } дней
 }
appeal-filed = Подано
appeal-due = Решить до
appeal-decided = Решено
appeal-cosigners = { $n ->
    [one] поддерживает ещё { $n } ключ
    [few] поддерживают ещё { $n } ключа
   *[other] поддерживают ещё { $n } ключей
 }
appeal-late = Подано после срока.
appeal-unconfirmed = Сказано, что она от того, кого касается, но ключ этого не показывает.

freedoms-lead = Собрания, задержания, действия против прессы и сообщения. Чего никто не записал, того здесь нет: молчание — не хорошая новость.
freedoms-filter = Показать только
freedoms-code = Вид
freedoms-any = всё
freedoms-to = По день
freedoms-show = Показать
freedoms-clear = Показать всё
freedoms-found = { $n ->
    [one] Найдена { $n } запись
    [few] Найдено { $n } записи
   *[other] Найдено { $n } записей
 }
freedoms-entries = { $n ->
    [one] { $n } запись
    [few] { $n } записи
   *[other] { $n } записей
 }
freedoms-timeline = По времени
freedoms-map = Карта
freedoms-list = Список
freedoms-nothing = В летописи ничего нет; это не значит, что ничего не было.
timeline-days = записи по дням
timeline-weeks = записи по неделям
timeline-months = записи по месяцам
map-elsewhere = { $n ->
    [one] { $n } запись без названия части страны
    [few] { $n } записи без названия части страны
   *[other] { $n } записей без названия части страны
 }
map-words = Очертания нарисованы от руки и приблизительны. Числа — это записи в летописи, а не то, сколько всего произошло.

count-open = Идёт сейчас
count-no-result = Подсчёта пока нет.
count-option = Вариант
count-share = Доля
count-elected = избран
count-blank = Ни один из вариантов
count-ballots = { $n ->
    [one] опубликован { $n } бюллетень
    [few] опубликованы { $n } бюллетеня
   *[other] опубликовано { $n } бюллетеней
 }
count-counted = { $n ->
    [one] засчитан { $n }
   *[other] засчитано { $n }
 }
count-turnout = явка { $share }
count-trustees = подсчёт голосов могут открыть { $threshold } из { $n } хранителей ключа
count-check = Чтобы проверить самому
count-fingerprint = Отпечаток голосования
count-archive = Архив голосования
count-outcomes = Объявленные исходы
count-outcome = Источник: { $who }
count-no-outcome = Никто не сказал в летописи, каков исход.
count-figures = Цифры
count-figures-words = Цифры, которые стоят сами по себе. Те, что противоречат друг другу, остаются все.

assessment-lead = Выборы в сравнении с обязательствами. То, что можно вычислить, решают проверки; для остального перечислено, что «за» и что «против»; судят только названные по именам люди. Число сообщений ничего не решает.
assessment-catalogue = каталог
assessment-list = Обязательства
assessment-language = Текст обязательств взят из каталога и написан по-английски.
assessment-unconfirmed = Пересказано по памяти; прежде чем цитировать, нужно сверить.
assessment-nothing = В летописи ничего нет, и это ничего не значит.
assessment-evidence = Сведения
assessment-record = В летописи
assessment-against = Против того, что выполняется
assessment-for = За то, что выполняется
assessment-figures = Цифры
assessment-differing = Эти цифры противоречат друг другу
assessment-judged = Выводы названных людей
assessment-otherwise = Говорит иначе
assessment-replies = Ответы
assessment-stands = Где это написано
assessment-hash = SHA-256 каталога
commitment-kind-computed = вычисляется: решают проверки
commitment-kind-documented = документируется: перечислено, не решено
commitment-kind-judged = оценивается: решают только названные люди своей подписью
commitment-holds = выполняется
commitment-breached = нарушено
commitment-not-shown = не показано
commitment-documented = документировано
commitment-nothing-on-record = в летописи ничего нет
commitment-not-judged = не оценено
commitment-judged = оценено
otherwise-reported = сообщение говорит иначе
otherwise-unlikely = известный ключ считает это маловероятным
otherwise-not-so = известный ключ говорит, что было не так
coverage = Записей: { $entries }; подтверждено: { $vouched }; источников: { $sources }; издателей: { $publishers }{ $days }
coverage-days = ; с { $from } по { $to }
list-more = { $n ->
    [one] И ещё { $n }, среди всех записей.
   *[other] И ещё { $n }, среди всех записей.
 }

limits-lead = Летопись показывает, что в ней сказано, каким ключом и в каком порядке. Следующего она не показывает.
limit-silence = Чего никто не записал, того здесь нет. Молчание — не хорошая новость.
limit-reports = Сколько сообщений, зависит от того, кто там был и кто решился говорить. Это ничего не говорит о том, как часто что-то происходило.
limit-signature = Подпись показывает, какой ключ говорил. Она не показывает ни что сказанное — правда, ни сколько людей стоит за ключами, использованными один раз.
limit-times = Время записи — это слово того, кто ведёт летопись.
limit-other-record = Не показали ли другим иную летопись. Сравните размер и корневой хеш с контрольным листом, который сохранил кто-то другой.
limit-form = Решение, полное по форме, не обязательно справедливо. Ни одна программа здесь не оценивает причин.
limit-withdrawn = Что отозвано или запечатано, здесь прочесть нельзя. Что это отозвано, кем и по какой причине, стоит при записи.
limit-watched = Власти здесь ничего не подписывают. Об их поступках рассказывают другие, и это стоит ровно столько, сколько их источники. Бумажные бюллетени заново не считали.
limit-poll = Голосование доказывает, что его бюллетени подсчитаны верно. Оно не доказывает, что люди голосовали свободно и что их устройства были честны.
limit-together = Тот, кто выдаёт ключи избирателей, и тот, кто держит сервер, вместе могут вбросить бюллетени за людей, которые не голосуют. Посмотрите, нет ли бюллетеня с вашим ключом, даже если вы не голосовали.
limit-home = За голосованием дома могут подсмотреть, его могут купить или принудить к нему. Проголосовать заново помогает только против тех, кого уже нет рядом, и летопись показывает, что с этим ключом голосовали снова.
limit-page = Эта страница пришла с сервера, о котором она рассказывает. Поручиться за него она не может. Проверяйте программой или файлом, полученными в другом месте.

entries-lead = В том порядке, в котором записаны, с номерами от 0.
entry-author = автор
entry-withdrawn = Отозвано, кто: { $who }, { $day }: { $because }. Тексты уничтожены; запись остаётся.
entry-sources = Источники
entry-outside = открыть источник (другой сайт)
entry-answers = Что на это сказали другие
entry-no-answers = В летописи ничего нет.
entry-proof = Подпись и доказательство
entry-proof-words = Имя записи — это хеш SHA-256 того, что подписал автор. Доказательство включения показывает, что запись есть в летописи.
entry-signer = Подписал
entry-id = Имя записи
entry-recorded = Записано
entry-leaf = Запись, как она стоит в летописи
entry-inclusion = Доказательство включения
