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
subject-not-breached = нарушений в летописи нет
poll-vote = Голосовать
poll-rehearsal = репетиция
phase-opens_soon = скоро откроется
phase-open = идёт
phase-closed = закончено
phase-tallied = сложено
phase-finished = числа опубликованы

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
