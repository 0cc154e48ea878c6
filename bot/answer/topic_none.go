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
como se hace el arroz
heroin
meth
fent
percocet
oxycodone
norcos
pain pills
pills mostly
opiates
black tar
i smoke fent
i snort pills
i shoot up heroin
i shoot dope
i use heroin
i use fentanyl every day
heroin and some coke
a little meth too
mostly fentanyl sometimes heroin
just heroin
only percs
i been on pills
i used to do oxys
i was on methadone before
i took methadone in 2019
ive been on suboxone
i tried subs once
i quit drinking last year
i drink on weekends
i only smoke weed
no other drugs
nothing else
clean for two weeks
i relapsed
i used this morning
i used yesterday
last time was monday
about a year
like 10 years
six months maybe
since high school
since my surgery
off and on since 2015
daily
every single day
few times a week
3 times a day
every couple hours
once in a while
40
i am 25
im 41 years old
fifty two
turning 30 in may
im 22 and homeless
born in 85
i have medicaid
i got medicaid
yes i have denali care
its medicaid
i have blue cross
cigna
premera
va
insurance through my wife
none right now
i dont have insurance
no coverage
lost my insurance
i pay myself
im uninsured
self pay
not expecting
im not pregnant
nope not pregnant
no im a male
i had my tubes tied
i cant get pregnant
maybe pregnant not sure
palmer
juneau
i live in anchorage
i live with my parents
staying with a friend
i stay at the shelter
im in spenard
i live on the streets
i sleep in my car
im couch surfing
at my moms house
i have a ride
i can drive
i dont drive
i take the bus
my sister drives me
my mom will bring me
i walk everywhere
my friend is driving me
it is for my wife
for my daughter
my boyfriend
for somebody else
its about my brother
its my own phone
my wife has this phone too
my kids use this phone
nobody else sees it
text is fine
you can call me
dont call
leave a message
no voicemail
evening is best
i work days
i work on the slope
i work nights
im off on fridays
yes i am a patient
i am a patient already
i already go there
im new
never been there
never
just once
twice before
no never
im allergic to penicillin
i take blood pressure meds
i take zoloft
i have diabetes
i have hep c
i have a bad back
i have ptsd
i had surgery
i am scared
im embarrassed
im so nervous
i feel bad
i feel awful
feeling better today
i feel hopeless about this paperwork
im sick
im dope sick
i cant sleep
i throw up all day
my legs are killing me
my head hurts
my stomach is messed up
my arm is infected
i miss my family
i miss my mom
i miss my daughter
i lost my son
my dad passed away
my husband left me
my girlfriend kicked me out
my brother died of an overdose
my mom is mad at me
my kids are with their dad
my wife doesnt know
i got fired
i lost my house
i got arrested
i just got out
im in jail
im on probation
i have court tomorrow
my po wants me in treatment
i need somewhere to sleep
im hungry and cold
my phone is dying
new phone
i lost my phone
i forgot
i will think about it
let me check
one sec
brb
ill ask my wife
im ready to start
lets do this
i want to
i want help
please help
help me
im trying
im doing ok
i am proud of myself
30 days clean today
thanks for being there
you helped me so much
that helps
good to know
makes sense
i understand
i see
why
huh
what
who
really
are you sure
i didnt ask that
thats not what i meant
i already told you
you already asked me that
stop asking me that
can i go up 10
raise my dose please
i need a higher dose
my dose isnt holding me
my dose is wrong
i want off methadone
taper me down
i want to come down on my dose
whats my current dose
how much am i on
what dose am i at
can i get my dose split
i threw up after dosing
i spit up my medicine
i missed 2 days
i missed dosing today
i missed my dose
i overslept and missed dosing
will i still get dosed if im late
can i get my dose early tomorrow
did i dose today
im on hold why
why am i on a hold
the nurse was rude to me
my counselor quit
i want a new counselor
change my counselor
is my counselor in today
who is my doctor
when do i see my counselor
tell my counselor i cant come
tell the nurse im late
i need my records sent
i need a copy of my records
i need proof i go there
write a letter to the judge
letter for my landlord
sign my paperwork
fill out my form
what did my labs say
when will i get my results
did i pass my drug test
my ua was wrong
who took my bottle
my lockbox broke
what do i owe
i paid already
you overcharged me
send me a receipt
refund please
when is my appointment
what day do i come in
do i have an appointment today
i will be late
ill be late for my appointment
i cant come in today
im here
im in the parking lot
im at the door
i am in line
be there soon
cancel it
reschedule me
different time please
i cant make tuesday
need my asthma inhaler
can i get my insulin there
my toothache is bad
my ear hurts
do you do dental
do you do mental health
i need therapy for my anxiety
i need an mri
pregnancy test
do you draw blood for cholesterol
do you sell vitamins
im at the er
im in the hospital
he wont wake up
she is not breathing
my friend passed out
my brother is turning blue
he stopped breathing
my mom took too many pills
my son swallowed my medicine
she is bleeding
i took all my pills
i dont want to live
i want to end it
im going to hurt myself
he is hurting me
my husband hits me
my boyfriend choked me
hes outside with a gun
someone is following me
i cant breathe
i passed out today
im seeing things
my water broke
the baby stopped moving
im cramping and bleeding
the neighbors are loud
my landlord is evicting me
i need a lawyer
custody hearing tomorrow
can you watch my kids
do you have childcare
i need diapers
where can i shower
where can i get clean needles
do you have food
can you lend me 20 bucks
are you open on the moon
what time is it there
what time does the game start
how much is a taxi
how do i get to the airport
how do i make money online
how do i get a copy of my birth certificate at the dmv
when does school start
is the road open
where is the post office
where can i buy a phone
where did you go to school
how much do you weigh
who made you
are you married
can you sing
can you keep a beat
do you know my cousin
do you like me
tell my wife i love her
is my prescription ready at the pharmacy
is walgreens open
is my package there
did you get my email
did you get my fax
did you call my sister
why did you hang up
why did you cancel me
no one answers the phone
ive been on hold for an hour
you never called back
you people suck
this is stupid
leave me alone
fuck you
shut up
oxi
metanfetamina
cocaina
fentanilo y heroina
pastillas y cristal
solo heroina
uso todos los dias
uso fentanilo todos los dias
fumo fentanilo
me inyecto
heroina desde hace 3 años
desde los 20
hace dos años
como un año
varias veces al dia
ayer
anoche
hoy en la mañana
35 años
tengo 40 años
tengo 22
cumplo 50
si tengo seguro
no tengo aseguranza
sin seguro
no tengo
no estoy embarazada soy hombre
no embarazada
soy mujer
vivo aqui en anchorage
vivo con mis papas
vivo en la calle
vivo solo
estoy en un refugio
en palmer
en casa de mi hermana
tengo carro
no tengo carro
me lleva mi esposa
voy en camion
mi hermano me lleva
para mi esposo
para un amigo
para otra persona
es mi celular
comparto el telefono con mi mama
mi esposo usa este telefono
pueden llamarme
no dejen mensaje
por mensaje
trabajo de noche
trabajo en la mañana
ya soy paciente de ahi
ya voy ahi
nunca he ido
primera vez
nunca
soy alergico
tomo medicina para la presion
tengo diabetes
estoy asustada
tengo mucho miedo
me da pena
me siento muy mal
me duele el cuerpo
no puedo dormir
estoy vomitando
ando malilla
me duele el estomago
extraño a mis hijos
se murio mi mama
mi esposa me dejo
mi hijo esta enojado
mi papa murio
me corrieron de la casa
me corrieron del trabajo
sali de la carcel
estoy en probatoria
tengo corte mañana
estoy listo
quiero ayuda
ayudeme
por favor ayuda
voy a pensarlo
dejeme ver
ahorita le digo
que bueno
entiendo
ya veo
que
como
por que
ya le dije
ya me pregunto eso
eso no pregunte
quiero mas dosis
mi dosis es muy baja
suban mi dosis
quiero que me bajen la dosis
cuanto estoy tomando
no me dieron bien la dosis
vomite la dosis
falte ayer
no fui ayer
se me paso la dosis
mi consejera es mala
quiero otro consejero
mandeme mis papeles
necesito mi expediente
una carta para el juez
mis resultados
cuando es mi cita
a que hora me toca
ya llegue
estoy afuera
ya voy
cancele mi cita
me duele un diente
necesito insulina
prueba de embarazo
estoy en el hospital
no despierta
mi hermano no respira
se tomo muchas pastillas
mi hija se esta desmayando
no quiero vivir
ya no quiero vivir
me quiero hacer daño
mi marido me golpea
mi novio me amenaza
me estan siguiendo
estoy sangrando mucho
el bebe no se mueve
se me rompio la fuente
me duele el pecho
donde hay comida
donde puedo dormir
necesito pañales
me presta dinero
que hora es alla
cuanto mide usted
usted es casado
quien lo hizo
no contestan el telefono
dejeme en paz
callese
bcbs
moda
humana
triwest
anthem thru my job
i have aetna
i have tricare and medicare
i have humana
medicaid and medicare
just medicaid
only medicare
denali care yes
denali
im a veteran
kaiser from my husband
my insurance is united
soy veterano
tengo medicare
tengo aetna
seguro privado
es para mi hermana
es para mi mama
tengo 50
tengo 33 años
tengo 61 años de edad
soy adulto
no estoy embarazada ahora
no creo estar embarazada
estoy en la calle ahorita
duermo en la calle
quiero subir de dosis
quiero menos dosis
i do not have insurance
we dont have insurance
never had insurance
dont got insurance
i dont have medicaid
i dont have medicare
no tengo medicaid
no tenemos seguro
i keep shaking
i cant stop sweating
shaking and sweating all night
puking my guts out
my legs wont stop kicking
i feel like im dying of the flu
can you refill my lyrica
can u refill my xanax
refill my seroquel
can i get my inhaler refilled
i need my trazodone
can you prescribe my heart medicine
can i see a heart doctor there
can i see a foot doctor
do you have an eye doctor
is there a skin doctor
do you have a gynecologist
can i get glasses there
do you treat kidney stones
can you look at my foot
can i get stitches
do you do allergy shots
can you test me for flu
can you bring me water
can you bring my bag
can you send me money
can you give me a blanket
can you hold my mail
can i shower there
can i sleep there
can i eat there
can i charge my phone there
i used to live there
i used to work there
i went to a clinic once
ive been to rehab
i was in treatment in 2020
my last clinic was ok
can i get a letter for school
can you write a note to my boss
i need a note saying i was there
i need something for my judge
i need proof for my po
what was my dose yesterday
how much did i dose
why was my dose changed
who changed my dose
can you check my dose
can i get more milligrams
usted marco mal
numero incorrecto
esta equivocado de numero
no soy esa persona
le mando a otra persona
me rellenan mi medicina
necesito una receta de xanax
me ven los ojos
tienen doctor de la piel
me pueden traer comida
me puede mandar dinero
puedo dormir ahi
una carta para la escuela
para mi jefe necesito una nota
cuanto me dieron ayer
por que me cambiaron la dosis
estoy temblando
no dejo de vomitar
sudo mucho
i dropped my phone in the toilet
my car is stuck in the snow
the line is long today
its slippery in your parking lot
i left my coat in the lobby
my cat had kittens
what channel is the superbowl
i need my w2
what is your fax
my boyfriend is cheating on me
im so lonely
i hate my life sometimes but im ok
i want my kids back
i see my kids saturday
i start work tomorrow
i got a job
i passed my test
are you there
you there
are you still there
r u there
hello are you there
anybody home
can you see this
did you get that
did you get my text
sigue ahi
esta ahi
me escucha
que hora es ahorita
me da la hora
how much do i dose at
what am i dosing at
my dose is how much
can you switch my counselor
i want to switch nurses
divorce papers
help with my green card papers
me prestan 20 dolares
aetna
aetna from my job
blue cross from work
si tengo denali care
to who do i send my bill
baby is not moving
my baby stopped kicking
i have only medicare
i got medicare
medicare is what i have
yes i have medicare
what are you having for dinner
whats for lunch
whats on tv
i have medicare
good plan
sounds like a deal
thats a plan
i share it with my kids
we share this phone
my boyfriend and i share
send my records to my lawyer
send my papers to the court
fax my file
no tengo papeles
no tengo papeles todavia
i dont have papers
quien es ella
quien es ese señor`
