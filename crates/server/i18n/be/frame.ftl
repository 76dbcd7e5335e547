# Тое, што ёсць на кожнай старонцы.
# Тэрміны: election — выбары, poll — галасаванне, record — летапіс, entry — запіс, assembly — сход,
# report — паведамленне, verify — праверыць, rehearsal — рэпетыцыя.

site-name = Veche
site-words = Свабодныя і сумленныя выбары, якія можа праверыць кожны. Гэтая старонка ні ў каго нічога не пытае і нічога пра вас не захоўвае.
skip = Да зместу
languages = Мовы
ways = Старонкі гэтых выбараў
nav-overview = Агляд
nav-candidates = Кандыдаты
nav-decisions = Рашэнні і апеляцыі
nav-freedoms = Сходы і слова
nav-count = Падлік
nav-assessment = Ацэнка
nav-limits = Чаго летапіс не паказвае
nav-entries = Усе запісы
nav-verify = Праверыць
nav-find = Знайсці бюлетэнь
nav-report = Паведаміць
nav-help = Як гэта працуе
nav-risk = Перш чым паведаміць
nav-json = Гэтая старонка як даныя (JSON)
demo-mark = Рэпетыцыя
demo-words = Рэпетыцыя. Гэта паказ, а не сапраўдныя выбары: ніводзін голас тут нічога не вырашае.
pages = Старонкі спіса
page-of = Старонка { $number } з { $of }
page-previous = Папярэдняя старонка
page-next = Наступная старонка
not-found-title = Такой старонкі няма
not-found-words = Гэты адрас нікуды не вядзе. Нічога не згублена і нічога не запісана.
day = Дзень
entry = Запіс
on-record = У летапісе
said-attachment = здымак або дакумент, { $media }, байтаў: { $n }, ляжыць пры летапісе
said-sealed = запячатана: прачытаць могуць толькі тыя, для каго зашыфравана
said-missing = у гэтай копіі летапісу няма
said-withdrawn = адклікана
note-unvouched = ніводзін вядомы ключ не пацвярджае
note-withdrawn = адклікана
