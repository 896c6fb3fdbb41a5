/** What people write that is none of most companies' business, in English: other trades, chatter, general knowledge, a phone's assistant. */
export const englishStrangers: readonly string[] = `
can you squeeze me in for a haircut on saturday | how long should i leave hair dye in
my dentist appointment, can it be moved to the afternoon | i've chipped a tooth, is that an emergency
what are the visiting hours on ward six | is the doctor taking new patients
i've had a cough for three weeks | which painkiller is safe with antibiotics
how do i bring down a child's fever | what does a rash with little blisters mean
can i take this tablet on an empty stomach | my knee clicks when i go upstairs
how many hours of sleep does a teenager need | is the window seat free on the morning flight
my suitcase never came out at the airport | how early do i have to be at the gate
do you allow cats in the cabin | what gate does the vienna flight leave from
is breakfast part of the room rate | could we get a cot in our room | what time is checkout
is there parking next to the hotel | does the pool open before seven
table for six on friday evening please | is the soup vegetarian | do you have a children's menu
what's in the dressing, i'm allergic to nuts | the internet at my house has been down since morning
my phone has no signal in the cellar | how do i switch off roaming
i want to keep my number when i change provider | the water meter reading is due, where do i send it
there's a power cut in our street | who do i call about a gas smell
when is the rubbish collected on our road | the street lamp outside is broken | how do i register my car
where can i renew my passport | do i need a visa for vietnam | what papers do i need to get married
when is the town hall open | i lost my driving licence | how do i vote by post | is there school on monday
when do summer holidays start this year | my daughter is ill and can't come to class
which chapters are in the exam | how do i apply for a scholarship | what grade do i need to pass
is the library open on sundays | can i extend the books i borrowed | do you have yoga for beginners
how do i freeze my gym membership | what muscles does rowing train
my car makes a grinding noise when braking | what does an oil change cost | the tyre pressure light is on
can you tow my car from the motorway | how often should i change the air filter
my bike chain keeps slipping | the heating in my flat doesn't get warm
my landlord won't return the deposit | is the two bedroom flat still available
how much notice must a tenant give | the lift in our building is stuck again
the upstairs neighbour flooded my bathroom | i'm applying for the driver job you posted | are you hiring
do you offer internships | where do i send my cv | how much does a nurse earn
we offer search engine optimisation for your website | would you like to partner with our agency
i am calling from a newspaper and would like a comment | can we interview your ceo | buy followers cheap
congratulations you have won a prize | this is a survey about washing powder
make money from home with no effort | dear sir i am a prince and need your assistance
what is the tallest building in the world | how do magnets work | who invented the printing press
what's the chemical symbol for tin | how many moons does jupiter have | what year did the titanic sink
is a tomato a fruit | why do cats purr | how deep is the deepest ocean
what language do they speak in belgium | how do bees make honey | what causes thunder
who painted the night watch | how heavy is an elephant | what's the longest river in africa
how does a fridge keep things cold | what is dark matter
what's the difference between a crocodile and an alligator | can penguins fly | how old is the universe
why do leaves turn red | what's the square root of 144 | solve x squared minus five x plus six
convert ten miles to kilometres | what is seventeen times eight | explain photosynthesis to me
write an essay about the french revolution | summarise romeo and juliet | proofread my letter
translate this sentence to spanish | how do you say thank you in japanese | what rhymes with orange
what's a synonym for happy | is it affect or effect | give me a name for my puppy
write a birthday speech for my boss | come up with a slogan for a bakery | draw me a picture of a dragon
how do i make pancakes without eggs | how long does rice take to cook
what can i use in place of buttermilk | my cake collapsed in the middle
how do i get red wine out of a carpet | how do i clean an oven | what's the best way to sharpen a knife
how do i descale a kettle | how do i hang a heavy mirror | my washing machine won't spin
why is my laptop so slow | how do i take a screenshot | my printer is offline all the time
how do i free up space on my phone | which python library reads pdf files | why does my loop never stop
what does segmentation fault mean | how do i center a div | undo my last commit
excel formula to count words | how do i beat the last boss
what's the best class for beginners in this game | my game keeps crashing on start | cheat codes please
who's going to win the cup | what was the score yesterday | when does the season start
who holds the hundred metre record | is that player really leaving the club | explain the offside rule
what happened in the last episode | is the sequel any good | who sang that song about the umbrella
recommend me a podcast about history | when does the concert start | who played the villain in that film
what book should i read next | put on some relaxing music | turn the volume down | wake me at six
cancel my alarm | what's on my list for today | text my wife i'll be late | read me my messages
how warm is it outside | do i need an umbrella tomorrow | will there be frost tonight
take me home by the fastest way | where's the nearest petrol station | how long is the drive to the coast
is the ferry running today | which bus goes to the stadium | what platform does my train leave from
plan a weekend in rome for me | is it safe to travel there at the moment | what's the time in tokyo
when is easter this year | how many days until christmas | what day of the week was i born
is the museum free on sundays | best things to do in lisbon with children | should i buy gold now
will the stock market crash | what is inflation | is bitcoin a bubble | what shares should i invest in
how much tax does a freelancer pay | am i allowed to film in public | my employer hasn't paid me
how do i write a will | can i sue my neighbour | how do i get over a breakup | does he like me
my best friend isn't talking to me | i feel so lonely lately | how do i ask someone out | i'm bored
i can't sleep | my boss is driving me mad | my son won't eat vegetables | how do i toilet train a toddler
my dog ate chocolate | how often should i bathe a puppy | my goldfish is swimming upside down
what do hedgehogs eat | my roses have black spots | when should i prune apple trees
how often do i water a cactus | what's eating my cabbages | how do i lose belly fat
is running every day bad for you | how many eggs can i eat a week | what foods have a lot of iron
how do i quit smoking | what should i wear to a job interview | how do i tie a scarf
how do i get rid of dark circles | does this shirt go with brown shoes | what's the meaning of my dream
what does my star sign say | do you believe in ghosts | what happens after we die
who would win, a bear or a shark | would you rather be rich or famous | say something clever
what's your opinion on the election | are you married | do you dream | what do you look like
do you speak klingon | sing me a song | tell me a riddle | guess my age | knock knock
let's play twenty questions | flip a coin | pick a number between one and ten | you're funny | i love you
whatever | hmm | blah blah blah | testing testing | never mind wrong number | is this the pizza place
is this the plumber | hi mum it's me | sorry that was meant for someone else | my hearing aid whistles
do you fit contact lenses | how long does a root canal take | can i donate blood after a tattoo
is the pharmacy open at night | how do i become an organ donor | what's a normal resting heart rate
can you read my x-ray | the vet said the tumour is benign, now what | does my cat need to be insured
i'd like to report a pothole | a tree fell across the road | there's a wasp nest under my roof
our bins were not emptied | how do i apply for planning permission | when is my council tax due
what's the speed limit in a school zone | i got a parking fine and want to appeal
how do i get a copy of my birth certificate | do dogs need a passport | who is my member of parliament
when do the clocks go back | i want to report a stolen bicycle to the police
somebody broke into our garage | do i have to do jury duty | how do i get a restraining order
the train was cancelled, who pays for my taxi | is there wifi on the coach
can i bring my surfboard on the plane | our cruise leaves from which pier | is the ski lift running
how deep is the snow up there | what's the entrance fee of the zoo | are prams allowed in the gallery
is the beach good for snorkelling | do i need vaccinations for kenya | how do i pack light for two weeks
which rooms face the sea | the air conditioning in our room is dripping
could someone bring towels to room 214 | the people next door are partying | is there a vegan option
do you take bookings for groups of twenty | do you deliver pizza to my street | my soup was cold
can i bring my own wine | what's today's special | do you have gluten free bread
the meter shows a strange code | how do i bleed a radiator | which boiler is the most efficient
are solar panels worth it | the chimney needs sweeping | when is the broadband engineer coming
my channels have disappeared from the telly | the call keeps dropping
how do i forward calls to another number | voicemail won't play | how do i divert a river
my child is being bullied at school | is there after school care | can my daughter start a term later
what time is parents evening | which bus does my son take to school | how do i cite a website
is this dissertation topic any good | what's the pass mark for the driving theory test
how many lessons until i can drive | when's the next language course | where can i learn to swim
do you teach piano to adults | my guitar string broke | how do you read sheet music
is the choir looking for tenors | can i rent a tuxedo from you | do you alter wedding dresses
how much is a manicure | do you do eyebrow threading | can you fix a zip
my watch needs a new battery fitted | do you sharpen ice skates | can you frame this picture
do you do funeral flowers | we need a dj for our wedding | how much to hire a bouncy castle
is the village hall free on the tenth | do you buy old gold | can you value my stamp collection
i'd like to sell you my house | how much is my car worth | does my car pass the emission test
where can i charge an electric car | how do i get tree sap off paint | what octane should i use
my windscreen has a crack | the garage overcharged me | what's the best bait for carp
how do i pitch a tent | which way is north | how do you build a fire in the rain | can you eat these berries
what bird is this | how do i keep foxes out of the garden | when do i plant garlic | my lawn is full of moss
is compost ok for tomatoes | how long does a rabbit live | my hamster escaped | how do i stop my dog barking
does my parrot need a friend | teach me a card trick | how do you play chess
what's the next number in this row | what does the fox say | who was the first woman in space
when was rome founded | how many bones are in the body | what is the speed of light | why is the sea salty
what's the currency of peru | which planet is the hottest | how long is a light year
who discovered penicillin | what does dna stand for | how do airplanes stay up | why do we yawn
how tall was napoleon | who is the king of spain | what's the biggest desert
how many teeth does a shark have | is glass a liquid | what is the meaning of carpe diem
how do i write a cover letter | what salary should i ask for | my colleague steals my ideas
how do i resign politely | can i get fired for being late | how many vacation days do i get by law
i need a babysitter tonight | do you have a crib sheet for statistics | integrate sine squared
balance this chemical equation | what's the plural of octopus | give me ten baby names | make me laugh
act like a pirate | pretend you are my grandmother | describe yourself in three words
what's your favourite colour | do you ever get tired | are robots taking over | can you keep a secret
who's your best friend | where do you live | how's the weather on mars | dim the bedroom lamp
lock the front door | set the thermostat to twenty | start the vacuum | take a selfie | open the calculator
how much battery is left | turn on airplane mode | record a voice memo | navigate to work
what's on tv tonight | play the news | next episode please | louder | shuffle my playlist
who is this song by | i have a headache | i'm hungry | i'm so tired today | it's raining again
happy new year | good luck tomorrow | lovely weather today | see you at the pub | did you watch the match
long live the king | to be or not to be | na na na na | qqqqqq | one two three | what a day
`
  .split(/[|\n]/)
  .map((text) => text.trim())
  .filter((text) => text.length > 0)
