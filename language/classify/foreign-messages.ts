/**
 * Messages no company's knowledge answers, written by us: chatter, general knowledge, requests to a phone's assistant, and
 * messages that say too little to be answered.
 * They teach the gate what foreign traffic looks like. Normalised already.
 */
export const foreignMessages: readonly string[] = `
what's the weather going to be like this afternoon
tell me something funny
who wrote hamlet
translate good morning into italian
play some jazz
set a timer for ten minutes
how tall is mount everest
what is the meaning of life
can you do my homework
recommend a good science fiction novel
how do i bake sourdough bread
who won the football match last night
what's the capital of mongolia
do you like cats or dogs
write a poem about autumn
how far is the moon
what time does the sun set
is there traffic on the motorway
remind me to water the plants
turn off the lights in the kitchen
how many calories are in an avocado
which movies are on tonight
what should i wear to a wedding
how do i train for a marathon
are you in love
what's your favourite song
spell necessary
how many ounces in a pound
how do i change a flat tyre
what's the best way to learn guitar
when did the second world war end
how do i get rid of ants
book me a table for two
find me a flight to lisbon
is it going to snow
what's the population of brazil
how do vaccines work
give me a pasta recipe
why is the sky blue
do my taxes
what does serendipity mean
how do i grow tomatoes
who is the president
what's fifteen percent of eighty
roll a dice
tell me a bedtime story
how long do turtles live
when is the next train to the airport
my neighbour plays loud music at night
how do i fix a leaking tap
can you write python code for me
i had a terrible day
what do you think about politics
how old are you
where were you born
asdf qwer zxcv
lorem ipsum
lol
is a hot dog a sandwich
how do i lose ten pounds
what's the plot of that new series
how to tie a bow tie
call my mother
what's on my calendar
are aliens real
今天天气怎么样
给我讲个笑话
红烧肉怎么做
你喜欢猫还是狗
帮我写一首诗
世界上最高的山是哪座
明天会下雨吗
你几岁了
你是男的还是女的
三加五等于几
帮我写作业
推荐一部好看的电影
周末去哪里玩比较好
北京到上海坐高铁多久
怎么减肥最快
我失恋了好难过
孩子发烧了怎么办
附近有什么好吃的
唱首歌给我听
昨晚球赛谁赢了
股票今天涨了没
彩票怎么买能中奖
怎么学好英语
帮我翻译一句话
唐朝有多少年
地球离太阳多远
猫不吃东西怎么回事
驾照怎么考
房价会不会跌
怎么追女生
明星那个绯闻是真的吗
帮我定个明早七点的闹钟
打开客厅的灯
放一首周杰伦的歌
高考分数线多少
感冒吃什么药好
你会下棋吗
人为什么要做梦
宇宙有多大
电脑蓝屏怎么修
手机没信号怎么办
附近哪里有地铁站
失眠怎么办
狗狗能吃巧克力吗
这道数学题怎么解
写个请假条
给宝宝起个名字
我想辞职了
你觉得人生的意义是什么
晚饭吃什么
哪里能办护照
公积金怎么提取
租房要注意什么
怎么做番茄炒蛋
帮我写段代码
王者荣耀怎么上分
什么星座最配
外面好吵睡不着
哈哈哈哈
今天星期几
量子力学是啥
谁发明了电灯
附近医院几点开门
给我订张机票
can you help me
i have a question
help
i need some help please
it doesn't work
what should i do
how
why
why is that
is it possible
can i
i don't understand
that's not what i asked
what do you mean
please explain
when
how much
how long does it take
are you sure
ok but how
something went wrong
i have a problem
not working again
could you check something for me
yes please
no
and then
what else
可以吗
怎么办
为什么
帮帮我
我有个问题想问
请问一下
有问题
怎么回事
多少钱
什么时候
要多久
不行啊
没用
我不明白
你说的不对
什么意思
然后呢
还有吗
能不能快点
在哪里
怎么弄
好的
不是这个
帮我看一下
你确定吗
我想咨询一下
麻烦问下
这个可以吗
那怎么办
行不行
`
  .split('\n')
  .filter((line) => line.length > 0)
