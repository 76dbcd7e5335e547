# То, что есть на каждой странице.
# Термины: election — выборы, poll — голосование, record — летопись, entry — запись, assembly — собрание,
# report — сообщение, verify — проверить, rehearsal — репетиция.

site-name = Veche
site-words = Свободные и честные выборы, которые может проверить каждый. Эта страница ни у кого ничего не спрашивает и ничего о вас не хранит.
skip = К содержанию
languages = Языки
ways = Страницы этих выборов
nav-overview = Обзор
nav-candidates = Кандидаты
nav-decisions = Решения и апелляции
nav-freedoms = Собрания и слово
nav-count = Подсчёт
nav-assessment = Оценка
nav-limits = Чего летопись не показывает
nav-entries = Все записи
nav-verify = Проверить
nav-find = Найти бюллетень
nav-report = Сообщить
nav-help = Как это работает
nav-risk = Прежде чем сообщить
nav-json = Эта страница как данные (JSON)
demo-mark = Репетиция
demo-words = Репетиция. Это показ, а не настоящие выборы: ни один голос здесь ничего не решает.
pages = Страницы списка
page-of = Страница { $number } из { $of }
page-previous = Предыдущая страница
page-next = Следующая страница
not-found-title = Такой страницы нет
not-found-words = Этот адрес никуда не ведёт. Ничего не потеряно и ничего не записано.
day = День
entry = Запись
on-record = В летописи
said-attachment = снимок или документ, { $media }, байтов: { $n }, лежит при летописи
said-sealed = запечатано: прочесть могут только те, для кого зашифровано
said-missing = в этой копии летописи нет
said-withdrawn = отозвано
note-unvouched = ни один известный ключ не подтверждает
note-withdrawn = отозвано
