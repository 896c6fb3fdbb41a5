/**
 * General language knowledge of service talk, written by us: one concept a line, its ways of being said separated by
 * bars, Chinese (colloquial, dialect, common typos, net slang) and English together, all normalised. `*` ends a Latin
 * prefix. Holds no tenant's words.
 */
export const conceptTable = `
什么时候|啥时候|啥时|何时|几时|什么时间|啥时间|嘛时候|几点|几号|哪天|哪一天|哪日|多会儿|么时候|when|what time|what date
多久|多长时间|要几天|几天|多少天|几个工作日|需要几天|多少时间|得等几天|要等几天|等几天|几小时|几个小时|how long|how many days|how soon|time frame|timeframe
怎么|咋|咋个|咋样|怎样|怎么样|如何|咋办|怎么办|咋整|怎么弄|咋弄|咋搞|怎么搞|怎办|点样|how do|how can|how to|how would
为什么|为啥|为何|咋回事|怎么回事|咋的|啥原因|什么原因|什么情况|啥情况|凭什么|凭啥|干嘛|why|how come|reason
多少钱|几块|几块钱|多少米|几多钱|啥价|什么价|价位|多少元|how much|price*|cost*
在哪|哪里|哪儿|哪里有|在哪儿|啥地方|什么地方|哪块|哪嘎达|where|whereabouts
可以吗|能不能|可不可以|行不行|行不|中不中|中不|成不|得行不|能否|是否可以|可否|可以不|能吗|行吗|好不好使
有没有|有冇|有无|是否有|有木有|有不有
不能|不可以|不行|无法|没法|用不了|不让|没办法|整不了|弄不了|不得行|cannot|can't|unable|not able|couldn't|won't
失败|不成功|没成功|报错|出错|错误提示|不好使|弄不成|fail*|error*|declin*|reject*|not work*|doesn't work
没收到|没有收到|未收到|收不到|还没到|没到|没看到|没见着|没影|不见影|not received|haven't received|didn't receive|hasn't arrived|not arrived|never received|never came
退款|退钱|退我钱|把钱退|钱退|返钱|退回来的钱|退钱给我|退钱款|refund*|money back|reimburs*
退货|退回去|退掉|退了|我要退|给退|退不退|能退|想退|可以退|寄回去退|return item|send back|return it|return the
仅退款|只退款|光退款|光退钱|只退钱|不退货|不用退货
换货|换一件|换个|换一个|掉换|调换|更换|换成|换大|换小|换码|换尺码|换颜色|exchange item|swap|replacement|replace*
取消|撤销|撤单|撤回|不要了|不想要了|不买了|cancel*|call off|revert
物流|快递|包裹|快件|单子到哪|运单|货运|parcel*|package*|courier*|shipment|delivery|deliver*
发货|寄出|发出|出货|发走|寄出来|发出来|出库|寄走|几时发|啥时候发|没发|还没发|不发货|ship|shipping|shipped|dispatch*|sent out
到货|送到|送达|收到货|能到|到了没|到哪了|到哪儿|到手|签收|arriv*|delivered|get here
催|催促|催一下|催催|快点|赶紧|麻利|抓紧|速度|尽快|加急|着急|急用|hurry|urgent*|asap|speed up|expedite
运费|邮费|快递费|运输费|邮资|运费谁|路费|shipping fee*|shipping cost*|postage|delivery fee*|delivery charge*
包邮|免邮|免运费|不要运费|满多少包|free shipping|free delivery
运费险|退货险|退货包运费|保险
单号|运单号|快递单号|物流单号|运单编号|tracking number|tracking
查询|查一下|查查|查看|看一下|看看|瞅瞅|瞧瞧|track|check|look up|see
地址|收货地址|住址|地方填错|门牌|收件地址|送货地址|address*|delivery address
改|修改|更改|变更|改一下|改成|换成别的|change*|edit|modify|update*|amend
丢失|丢件|弄丢|丢了|搞丢|不见了|找不到|没了|遗失|lost|missing|lose|misplace*
偷|被盗|盗刷|被偷|stole*|theft|steal*|robbed|mugged
破损|损坏|坏了|烂了|碎了|压坏|压扁|漏了|裂了|断了|破了|砸了|摔坏|磕|瘪|damag*|broke*|crack*|smash*|leak*
质量|质量问题|瑕疵|毛病|次品|残次|做工|开线|掉色|起球|有问题|defect*|faulty|quality|malfunction*
发错|寄错|发错货|不是我买的|不是我要的|货不对板|不对版|不符|wrong item|wrong size|wrong colour|wrong color|not what i ordered|incorrect
少发|漏发|少了|缺了|缺件|少一件|少件|没给全|不全|差一件|missing item*|missing part*|incomplete
真假|正品|假货|真货|假的|真的假的|是不是真|山寨|高仿|冒牌|盗版|保真|genuine|fake|authentic|counterfeit
保修|质保|保固|包修|保几年|保多久|三包|warrant*|guarantee*
维修|修理|报修|修一下|能修|修不修|咋修|送修|返修|寄修|repair*|fix|fixed|fixing
配件|零件|部件|耗材|滤芯|滤网|刀头|充电器|充电线|spare part*|accessor*
说明书|使用方法|怎么用|咋用|用法|咋使|怎么使|怎么装|安装|教程|咋装|manual|instruction*|set up|setup|install*
尺码|尺寸|码数|大小|几码|多大码|穿多大|穿几码|号型|偏大|偏小|合身|size*|fit
身高体重|身高|体重|多少斤|公斤|多高|斤
颜色|色号|啥色|什么色|色差|偏色|colour*|color*
材质|面料|成分|料子|布料|什么做的|啥做的|材料|棉|配料|material*|fabric|ingredient*
洗|清洗|洗涤|机洗|手洗|水洗|干洗|缩水|褪色|wash*|clean*
过期|保质期|生产日期|日期新鲜|啥时候产|有效期|到期|临期|expir*|shelf life|valid
孕妇|怀孕|哺乳|宝宝|小孩|孩子|儿童|娃|婴儿|敏感肌|过敏|pregnan*|baby|child|children|kid|kids|allerg*
有货|现货|库存|有没有货|没货|缺货|断货|断码|卖完|售罄|售空|抢光|in stock|out of stock|stock|sold out|available
补货|再上|上货|重新上架|上架|什么时候有货|restock*|back in stock
提醒|通知|通知我|告诉我一声|吱一声|喊我|notify|notif*|remind*|alert*
区别|不同|差别|有啥不一样|哪个好|对比|比较|选哪个|difference|compare|versus|better
推荐|安利|有啥好|介绍一下|送人|送礼|适合|recommend*|suggest*
优惠券|优惠卷|券|卷|红包|代金券|折扣券|优惠劵|劵|抵用券|coupon*|voucher*|promo code*|discount code*
领取|领|领券|领到|获取|get coupon|claim
用不了券|券用不了|不能用券|使用不了|不能使用
优惠|便宜|便宜点|打折|折扣|活动价|少点|砍价|讲价|还价|最低价|discount*|cheaper|deal|offer
满减|凑单|满多少减|满多少|叠加|一起用|同享
活动|促销|大促|双十一|双11|618|秒杀|特价|promotion*|sale
降价|价保|保价|买贵|买贵了|差价|退差|补差|补差价|跌价|又便宜了|price protection|price drop|price match
涨价|价格不一样|价钱变了|贵了|价格变动|price change*
赠品|送的|礼品|赠送|小样|送东西|gift*|freebie*
积分|分数|攒分|兑换|抵钱|point|points|reward*
会员|等级|升级|金卡|银卡|钻石|vip|member*|tier
生日|过生日|生辰|birthday
预售|定金|尾款|预定|订金|pre-order*|preorder*|deposit
付款|支付|付钱|付不了|交钱|给钱|扣款|扣了|刷卡|买单|结账|结算|pay|paid|payment*|paying|checkout|purchase*
付款方式|支付方式|花呗|微信|支付宝|信用卡|分期|白条|wechat|alipay|apple pay|google pay|paypal
重复扣款|扣了两次|扣两次|多扣|付了两次|扣重|重复支付|charged twice|double charge*|twice|duplicate*
货到付款|到付|收到再付|见货付款|cash on delivery
发票|开票|收据|票据|抬头|税号|增值税|专票|普票|报销|invoice*|receipt*|tax
订单|单子|下单|拍下|拍了|买的|拍的|order|orders|ordered
合并|一起发|合单|拼一起|合在一起|combine|merge
拆单|分开发|分批|分几个|两个包裹|split
自提|上门取|门店|实体店|线下店|店铺地址|store|shop|branch*
驿站|代收点|快递柜|丰巢|菜鸟|柜子|自提柜|locker*|pick up point
取件码|取货码|提货码|pickup code|collection code
送货上门|送上楼|送到家|上门|搬上楼|door to door
海外|国外|境外|港澳台|香港|台湾|澳门|国际|外国|出国|abroad|oversea*|international*|foreign|country|countries|europe*
偏远|新疆|西藏|内蒙|青海|宁夏|甘肃|海南|乡镇|村里|农村|remote
顺丰|中通|圆通|申通|韵达|极兔|ems|邮政|京东快递|德邦|指定快递|fedex|ups|dhl
发货地|从哪发|哪里发货|仓库|哪个仓|产地|warehouse*
拒收|不签|不收|拒签|refuse delivery
延迟|推迟|晚点|拖|迟迟|太慢|好慢|真慢|还没动|不动|没动静|没更新|卡住|停在|停滞|delay*|late|slow|stuck|pending|still waiting|not moving
签收不是本人|没收到却签收|显示签收|被签收|谁签的|代签|说签收了|marked as delivered
验货|试机|开箱|打开看|拆开|拆封|拆了|剪吊牌|吊牌|用过|穿过|洗过|opened|tags
七天无理由|7天无理由|无理由|不喜欢|不想要|不合适|没看上
人工|客服|真人|活人|坐席|customer service|agent|human|representative
投诉|举报|差评|12315|消协|工商|曝光|态度差|complain*|report
赔偿|赔|补偿|赔付|赔钱|赔多少|compensat*|claim damages
账号|账户|帐号|户头|号被|account*|profile
登录|登陆|登不上|进不去|上不去|登不了|log in|login|sign in|logging in
密码|口令|忘记密码|忘了密码|password*|passcode*|pass code
验证码|短信码|校验码|验证短信|verification code*|otp|one time code
手机号|电话号码|手机|电话|号码|换号|换手机|phone*|mobile|telephone|number
绑定|解绑|换绑|绑|关联|link|unlink|linking|linked|activate*|activation
注销|销户|删号|删掉账号|关闭账号|销号|close account|delete account|close my account|delete my account|terminate
隐私|个人信息|我的信息|泄露|资料|信息安全|删除信息|privacy|personal data|personal details|personal information
实名|身份|身份证|认证|验证身份|verify*|verification|identity|identification|id check|prove
银行卡|卡片|卡|储蓄卡|借记卡|card|cards|debit card|bank card
虚拟卡|virtual|disposable
实体卡|physical
余额|钱包|剩多少|balance*|wallet
充值|存钱|充钱|加钱|入金|top up*|top-up*|topup*|topping up|add money|add funds|load money|deposit money
转账|汇款|打款|转钱|汇钱|打钱|transfer*|wire|send money|sending money
取钱|取现|提现|取款|取不出|withdraw*|cash out|cash withdrawal
现金|钞票|纸币|cash|notes
取款机|自动取款机|提款机|atm*|cash machine|cashpoint|cash point
手续费|服务费|费用|收费|附加费|额外费用|扣费|fee*|charge*|extra charge|surcharge
汇率|兑换率|换算|牌价|exchange rate*|conversion rate|rate
货币|外币|换外币|换汇|币种|美元|欧元|英镑|currency|currencies|dollar*|euro*|usd|gbp|eur|pounds
限额|上限|最多|额度|封顶|limit*|maximum|max
最少|最低|起步|minimum|at least
密码锁|pin码|pin|pin number
收款人|对方账户|对方|beneficiary|recipient|payee
直接扣款|自动扣款|代扣|定期扣|direct debit|standing order|subscription*|recurring
到账|入账|到帐|没到账|啥时候到|show up|showing|shown|appear*|credited|reflect*
商家|卖家|店家|店主|老板|merchant*|seller*|vendor*|retailer*
冻结|锁住|锁定|封了|被封|停用|限制|freeze|frozen|block*|locked|suspend*|disabled
申请|办理|办|开通|apply|application|request*|open an account|sign up
支持|接受|accept*|support*|allowed|able to use
年龄|几岁|多大年纪|age|years old|old enough
新卡|补卡|换卡|新的卡|new card|another card|second card|additional card|spare card
收不到短信|没收到短信|短信|sms|text message
工作时间|上班|几点上班|几点下班|营业|营业时间|在线时间|在不在|周末|节假日|礼拜|礼拜天|放假|过年|opening hours|working hours|business hours|weekend*|holiday*
合作|加盟|代理|批发|进货|团购|企业采购|大量|多买|wholesale|bulk|partner*|franchise
招聘|应聘|找工作|上班吗招人|job|hiring|career*
评价|评论|晒图|好评|追评|review*|rating
直播|主播|直播间|livestream
关注|订阅|粉丝|公众号|app|小程序|软件|下载|application app|website|site
退订|别发了|不要发短信|骚扰|广告短信|别再发|unsubscribe|spam
安全|骗子|诈骗|被骗|可靠|靠谱|scam*|fraud*|phish*|secure|safe
备注|留言|写上|注明|note|remark
包装|盒子|纸箱|礼盒|包一下|外包装|袋子|packag*|gift wrap|box
贺卡|卡片写|代写|greeting card
充电|电量|电池|没电|电源|插电|charge battery|battery
声音|噪音|吵|响|noise|noisy|loud
不通电|开不了机|不亮|没反应|不工作|死机|跳闸|won't turn on|no power
自动|auto|automatic*
历史记录|记录|明细|账单|流水|statement*|history|transaction*
不认识|不是我|没做过|没买过|莫名|奇怪的|unrecogni*|don't recogni*|not mine|unknown|didn't make|not me
国籍|哪国人|护照|nationality|passport
来源|资金来源|source of funds|source of my
立刻|马上|现在|今天|今儿|今晚|当天|today|now|immediately|right away|instantly|same day
明天|明儿|后天|明早|tomorrow
上次|之前|以前|昨天|昨儿|前天|yesterday|previously|last week|earlier
错了|填错|写错|选错|拍错|买错|搞错|弄错|mistake*|wrong|by accident|accidentally
重新|再次|再来|又|again|retry
给别人|送朋友|代付|帮买|朋友|家人|我妈|我爸|friend*|family
删除|清除|抹掉|去掉|delete*|remove*|erase
忘记|忘了|想不起来|不记得|forgot*|forget|remember
延长|延期|晚点收|再等等|extend*|postpone
早点|提前|earlier delivery|sooner
部分|一件|其中一件|单独退|其中|part of|partial*
全部|全都|整单|都退|all of|entire|whole
质检|检测|报告|证书|授权|鉴定|certificate*|test report
申诉|复核|appeal|dispute*|chargeback
进度|到哪步|处理得|审核|还在审|受理|status|progress|under review
同意|通过|批准|approve*|accepted
寄回|寄给你们|退回地址|退到哪|寄到哪|往哪寄|回寄|return address|mail back
地区|地域|省|城市|region|area|city
多收|收多了|算错|不对劲|金额不对|overcharg*|wrong amount|not correct
`
