package answer

// topicNone are texts that ask none of a clinic's common questions: small talk,
// answers, wrong numbers, offers, other care, and what only staff can settle for
// a present patient. They keep such texts from being taken for a topic that
// happens to share a word.
const topicNone = `hi
hello
hey there
hi how are you
hey whats going on
good afternoon
good evening
morning
gm
sup
yo
u there
hows your day going
see you soon
bye
talk to you later
take care
sweet dreams
thanks for your help
thank u
ty
appreciate it
god bless you
you are awesome
ok
okay thanks
k
alright
cool
sounds great
got it
will do
no problem
yes
yes please
yep
sure
no
nope
no thank you
maybe later
i guess
not sure
i dont know
dunno
haha
lol thats funny
hahaha
omg
wow
nice
whatever
never mind
forget it
oops
sorry
my bad
typo
testing
testing 123
hello is this thing on
my name is john
its maria
call me mike
this is tina
i am new
for me
for myself
for my friend
im 34
mine only
its a shared phone
medicare
medicaid
no plan
not sure what i have
none of those
none
both
the first one
the second one
number 2
tuesday at 9
mornings are best
anytime
monday afternoon please
that time works
i cant do that day
do you have anything later
something sooner
book it
skip
go back
yes you can leave a voicemail
text me instead
call me after 5
1
2
3
9
i need to cancel my appointment
can i reschedule
move my visit to thursday
change my appointment time
what time is my appointment
when is my next appointment
i missed my appointment yesterday
im running late
ill be there in 10 minutes
on my way
stuck in traffic be there soon
cant make it today
please tell my counselor im sick
i need to talk to my counselor about my dose
who is my counselor
can my dose go up
my dose is too low
i want to lower my dose
did my ua come back
results of my drug screen
when is my next urine test
i need a letter for my job
can you fax my records to court today
i need a note for work
my case manager never called
is dr smith in
can the nurse call my pharmacy
i left my phone at the clinic
i lost my jacket there
i want to file a complaint
your staff was rude
the parking lot is icy
how much do i owe on my account
what is my balance
pay my bill from last month
can you refill my prescription
i need a refill on my blood pressure pills
can i get antibiotics
do you prescribe anxiety medicine
i need a dentist
tooth hurts bad
do you do eye exams
do you give vaccines
flu shot today
where can i get a covid test
do you do xrays
i have a rash
my knee is swollen
i have a cold
do you have a pediatrician
std check
birth control pills
do you treat diabetes
can i get a physical for work
help me lose weight
do you do massage
chiropractor near me
i need surgery
do you do therapy for depression
marriage counseling
i need a psychiatrist for adhd
hearing aids
i think you have the wrong number
wrong number
this isnt who you think
dont know any clinic
who is jessica
no one here by that name
stop texting my grandma
is this steve
hey its dave from work
mom call me back
are we still on for tonight
where you at im outside the bar
did you feed the dog
pick up milk on the way home
happy birthday
merry christmas
happy new year
congrats
miss you
love you babe
are you single
wanna hang out
want to go hiking saturday
lets go fishing
lets get lunch
what are you doing tonight
come over
you up
can i borrow your truck
send me 50 dollars
you owe me money
are you hiring
any jobs open
do you need a receptionist
how do i apply for a job there
i want to work there
send my resume
do you take volunteers
student internship
we buy houses
your car warranty is expiring
you have won a gift card claim now
click this link for a free iphone
congratulations winner
limited time offer act now
lower your mortgage rate
get a loan today
crypto investment opportunity
your package is delayed
your bank account is locked
your verification code is 1234
vote yes on measure 2
donate to our campaign
take our survey
sale ends tonight 50 percent off
extend your warranty
do you want to sell your house
seo services for your website
i need a plumber
my car wont start
can you tow my truck
do you fix computers
how much is an oil change
do you sell snow tires
is the pizza ready
i want to order food
table for two tonight
do you deliver
what movies are playing
when does the library close for books
who won the super bowl
what is the score of the game
whats the weather
how cold is it outside
will it snow tomorrow
is it raining
what time is it
what day is it
who is the president
what is the capital of spain
how far is the moon
how tall is denali
what is 12 times 12
do ghosts exist
is there life on mars
tell me a story
tell me something funny
sing a song
write me a poem
whats your favorite movie
do you like music
what do you look like
how old are you
where are you from
do you have a boyfriend
are you a man or a woman
whats the meaning of life
play a game with me
translate this for me
recommend a restaurant
how do i cook rice
how do i fix a flat tire
what should i wear
help me with my homework
i need a place to live
im looking for an apartment
help with rent
where is the food bank
where is a shelter
how do i get food stamps
i need a bus pass
help with my taxes
i need a divorce lawyer
how do i get my license back
unemployment office
where is the dmv
i need a green card lawyer
who do i see about my social security check
my electricity got cut off
my dog is sick
lost cat
do you rent storage units
is the gym open
how do i renew my passport
when does the bus come
flights to seattle
cheap hotels in anchorage
what channel is the game on
good luck
im tired
im hungry
im at work
im driving
i dont feel like talking
its so cold
im bored
so sad today
what a day
i like turtles
asdf
?
...
emoji
hola
hola buenos dias
buenas tardes
buenas noches
que tal
como estas
como esta usted
gracias
muchas gracias
mil gracias
de nada
ok gracias
si
si por favor
no
no gracias
claro
esta bien
perfecto
jaja
jajaja que risa
no se
tal vez
perdon
me equivoque
numero equivocado
adios
hasta luego
nos vemos
me llamo juan
soy maria
para mi
soy nueva
es mi telefono
el martes
el jueves en la tarde
por la manana
la primera
la segunda
ninguno
voy en camino
llego en 10 minutos
voy tarde
no puedo ir hoy
quiero cambiar mi cita
cancelar cita
a que hora es mi cita
perdi mi cita de ayer
quiero subir mi dosis
como salieron mis resultados
necesito una carta para el trabajo
mi consejero no me contesta
cuanto debo
necesito una receta
me duele la cabeza
me duele una muela
tienen dentista
ponen vacunas
necesito un oculista
busco trabajo
necesitan empleados
estan contratando gente
donde puedo comer
busco cuarto para rentar
necesito un abogado
ayuda con la renta
que clima hace
va a llover manana
que dia es hoy
quien gano el juego
cuentame algo
cuantos anos tienes
te amo
te extrano
feliz navidad
feliz dia
felicidades
usted ha ganado un premio
gane dinero desde casa
oferta por tiempo limitado
prestamos rapidos
vendo carro
compro casas
quien es pedro
ya comiste
donde andas
vamos por unas cervezas
mandame dinero
estoy aburrido
tengo hambre
hace mucho frio
que pelicula me recomiendas
como se hace el arroz`
