/**
 * General language knowledge of service talk, written by us: one concept a line, its ways of being said separated by
 * bars, Chinese (colloquial, dialect, common typos, net slang, first letters of pinyin as in yhq) and English together, all normalised. `*` ends a Latin
 * prefix. Holds no tenant's words.
 */
export const conceptTable = `
什么时候|啥时候|啥时|何时|几时|什么时间|啥时间|嘛时候|几点|几号|哪天|哪一天|哪日|多会儿|么时候|啥时候发|啥时候到|啥时候有货|什么时候有货|啥时候生产|啥时候产|啥时候产的|啥时候寄|几时发|几时走|几点开始|几号开始|几点结束|什么时候结束|哪天结束|几点上班|几点下班|when|what time|what date
多久|多长时间|要几天|几天|多少天|几个工作日|需要几天|多少时间|得等几天|要等几天|等几天|几小时|几个小时|几天到账|钱多久|几天能|几天到|保多久|还要多久|how long|how many days|how soon|time frame|timeframe
怎么|咋|咋个|咋样|怎样|怎么样|如何|咋办|怎么办|咋整|怎么弄|咋弄|咋搞|怎么搞|怎办|点样|怎么退|咋退|怎么领|怎么用|咋用|怎么装|咋装|怎么付|怎么减|咋减|咋操作|怎么调|怎么开|怎么弄|how do|how can|how to|how would
为什么|为啥|为何|咋回事|怎么回事|咋的|啥原因|什么原因|什么情况|啥情况|凭什么|凭啥|干嘛|why|how come|reason
多少钱|几块|几块钱|多少米|几多钱|啥价|什么价|价位|多少元|how much|price*|cost*
在哪|哪里|哪儿|哪里有|在哪儿|啥地方|什么地方|哪块|哪嘎达|退到哪|退哪|退回哪|寄回哪|往哪寄|哪领|从哪退|哪里退|在哪点|哪里点|在哪看|哪里看|从哪发|哪里发货|发票在哪|where|whereabouts
不能|不可以|不行|无法|没法|用不了|不让|没办法|整不了|弄不了|不得行|cannot|can't|unable|not able|couldn't|won't
失败|不成功|没成功|报错|出错|错误提示|不好使|弄不成|fail*|error*|declin*|reject*|not work*|doesn't work
没收到|没有收到|未收到|收不到|还没到|没到|没看到|没见着|没影|不见影|not received|haven't received|didn't receive|hasn't arrived|not arrived|never received|never came
退款|退钱|退我钱|把钱退|钱退|返钱|退回来的钱|退钱给我|退钱款|refund*|money back|reimburs*|tk
退货|退回去|退掉|退了|我要退|给退|退不退|能退|想退|可以退|寄回去退|return item|send back|return it|return the
仅退款|只退款|光退款|光退钱|只退钱|不退货|不用退货
换货|换一件|换个|换一个|掉换|调换|更换|换成|换大|换小|换码|换尺码|换颜色|exchange item|swap|replacement|replace*
取消|撤销|撤单|撤回|不要了|不想要了|不买了|cancel*|call off|revert
物流|快递|包裹|快件|单子到哪|运单|货运|parcel*|package*|courier*|shipment|delivery|deliver*|kd|wl
发货|寄出|发出|出货|发走|寄出来|发出来|出库|寄走|几时发|啥时候发|没发|还没发|不发货|ship|shipping|shipped|dispatch*|sent out
到货|送到|送达|收到货|能到|到了没|到哪了|到哪儿|到手|签收|arriv*|delivered|get here
催|催促|催一下|催催|快点|赶紧|麻利|抓紧|速度|尽快|加急|着急|急用|hurry|urgent*|asap|speed up|expedite
运费|邮费|快递费|运输费|邮资|运费谁|路费|shipping fee*|shipping cost*|postage|delivery fee*|delivery charge*|yf
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
优惠券|优惠卷|券|卷|红包|代金券|折扣券|优惠劵|劵|抵用券|coupon*|voucher*|promo code*|discount code*|yhq
领取|领|领券|领到|获取|get coupon|claim
用不了券|券用不了|不能用券|使用不了|不能使用
优惠|便宜|便宜点|打折|折扣|活动价|少点|砍价|讲价|还价|最低价|discount*|cheaper|deal|offer
满减|凑单|满多少减|满多少|叠加|一起用|同享
活动|促销|大促|双十一|双11|618|秒杀|特价|promotion*|sale
降价|价保|保价|买贵|买贵了|差价|退差|补差|补差价|跌价|又便宜了|price protection|price drop|price match
涨价|价格不一样|价钱变了|贵了|价格变动|price change*
赠品|送的|礼品|赠送|小样|送东西|gift*|freebie*
积分|分数|攒分|兑换|抵钱|point|points|reward*|jf
会员|等级|升级|金卡|银卡|钻石|vip|member*|tier
生日|过生日|生辰|birthday
预售|定金|尾款|预定|订金|pre-order*|preorder*|deposit
付款|支付|付钱|付不了|交钱|给钱|扣款|扣了|刷卡|买单|结账|结算|pay|paid|payment*|paying|checkout|purchase*
付款方式|支付方式|花呗|微信|支付宝|信用卡|分期|白条|wechat|alipay|apple pay|google pay|paypal|zfb|wx|vx
重复扣款|扣了两次|扣两次|多扣|付了两次|扣重|重复支付|charged twice|double charge*|twice|duplicate*
货到付款|到付|收到再付|见货付款|cash on delivery
发票|开票|收据|票据|抬头|税号|增值税|专票|普票|报销|invoice*|receipt*|tax|fp
订单|单子|下单|拍下|拍了|买的|拍的|order|orders|ordered|ddh
合并|一起发|合单|拼一起|合在一起|combine|merge
拆单|分开发|分批|分几个|两个包裹|split
自提|上门取|门店|实体店|线下店|店铺地址|store|shop|branch*
驿站|代收点|快递柜|丰巢|菜鸟|柜子|自提柜|locker*|pick up point
取件码|取货码|提货码|pickup code|collection code|qjm
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
人工|客服|真人|活人|坐席|customer service|agent|human|representative|kf|rgkf
投诉|举报|差评|12315|消协|工商|曝光|态度差|complain*|report
赔偿|赔|补偿|赔付|赔钱|赔多少|compensat*|claim damages
账号|账户|帐号|户头|号被|account*|profile
登录|登陆|登不上|进不去|上不去|登不了|log in|login|sign in|logging in
密码|口令|忘记密码|忘了密码|password*|passcode*|pass code
验证码|短信码|校验码|验证短信|verification code*|otp|one time code|yzm
手机号|电话号码|手机|电话|号码|换号|换手机|phone*|mobile|telephone|number
绑定|解绑|换绑|绑|关联|link|unlink|linking|linked|activate*|activation
注销|销户|删号|删掉账号|关闭账号|销号|close account|delete account|close my account|delete my account|terminate
隐私|个人信息|我的信息|泄露|资料|信息安全|删除信息|privacy|personal data|personal details|personal information
实名|身份|身份证|认证|验证身份|verify*|verification|identity|identification|id check|prove|sfz
银行卡|卡片|卡|储蓄卡|借记卡|card|cards|debit card|bank card|yhk
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
发货|寄|走货|揽收|寄过来|发过来|发快递|打包|配货|装车|还没寄|不寄|啥时候寄|能走|走了没|还没走|几时走|发没发|发了没|出单
多久|几天能|几天到|等多久|得多久|要多久|还要多久|要等|还得等|等了|都几天|好几天|半个月|一个礼拜|一星期|一个星期|个把月|小时
物流停滞|不动了|没更新|不更新|没动静|纹丝不动|趴窝|卡在|一直停|停在|卡那|卡半道|没消息|好几天没动|没有新的|原地|不走了|爬
查询|到哪|在哪个位置|走到哪|运到|在路上|路上|轨迹|扫描|中转|派送|派件|配送中
快递员|小哥|送货员|骑手|配送员|派件员
签收|显示签收|写着签收|签了|谁签|本人没|门口|放门口|代签
拿货|取|取件|拿快递|取快递|去拿|自己拿|自取|提货
码|数字|那串|号码牌|取件码|提取码|开箱码|柜子密码|开柜
上门|上楼|楼下|扛|搬|抬|搬不动|几楼|电梯|送楼上
海外|国外|日本|韩国|新加坡|马来西亚|泰国|美国|加拿大|英国|澳洲|澳大利亚|法国|德国|欧洲|港澳|转运|集运|跨境|留学|华人
偏远|边疆|拉萨|乌鲁木齐|山区|镇上|乡下|屯里|县城
地址|写成|填成|收货人|寄家|寄公司|寄学校|搬家|地方|寄到别|改到|定位
规格|款式|型号|颜色选|尺码选|选错|拍成|点成|拍错|改款|换颜色|大一号|小一号|拍大|拍小
取消订单|不想买|别发了|别寄|不用发|手滑|手抖|误拍|拍重|不要这单|这单不要|撤|冲动消费
合并发货|一起寄|一块寄|一块儿|一块发|放一个箱|一个箱子|塞一起|合起来|凑一起|两单|几单|一趟发|补拍|跟着走
快递公司|换家快递|哪家快递|什么快递|啥快递|走哪家|挑快递|用顺丰|顺风|物流公司
发货地|哪个城市|从哪儿寄|哪里寄|从哪里发|哪个省|哪边发|北方仓|南方仓|本地仓|你们在哪|哪个地方发
预售|预订|现货还是|几号发|排队|轮到|先付|定金|订金
定金尾款|尾款|定金|订金|付尾|剩下的钱|第二笔|后面的钱
运费|邮资|油费|谁出|谁掏|谁承担|谁付|我出|我掏|自己出|倒贴|搭进去|跑腿费
包邮|免邮费|不到多少|多少起送|起送|满多少|差多少|凑够
运费险|险|赔我运费|运险费|保险赔|退货险
无理由|反悔|后悔|单纯不想|不想要|不喜欢|不好看|看不上|不满意|不合心|上身丑
退货|退回|退掉|退了|想退|能退|可以退|让退|给退|收回去|还能退|退不|寄回去|申请退|不要了|退给你|退单
退货流程|怎么退|咋退|退的步骤|从哪退|哪里退|退货入口|点退|申请售后|售后申请|第一步|步骤|流程
退货地址|寄回哪|寄哪|往哪寄|退到哪|哪个地址|收件人写谁|寄错地方|退货仓
退货超时|超过七天|过了七天|超期|超时|超了|过期了|晚了几天|还来得及|七天了|8天|八天|半个月了|一个月了|过了时间|窗口
拆封|拆了|打开过|拆开|开封|试穿|试过|用了一次|用过一次|剪标|剪了|撕了|塑封|膜|标签|吊牌|包装扔|包装丢|包装没|盒子丢|盒子扔
仅退款|不用寄|不寄回|别寄|不退货|懒得寄|直接退|光退|只退|不还|货不用
退款到账|钱啥时候|钱多久|钱没到|还没到账|钱还没|没退|钱呢|退的钱|到卡|几天到账|吞
退款去向|退到哪|退哪|退回哪|原路|退到卡|退到微信|退到支付宝|退零钱|换张卡|退余额|哪个账户|钱去哪|回哪
金额|少退|少了几块|少了钱|退少|不对数|对不上|算错|扣了钱|怎么才退|差几块|数目|没全退|全退
质量问题|起毛|线头|破洞|脱线|异味|臭|味道大|有味|污渍|脏|划痕|歪|变形|不好用|质亮|做工差|劣质|烂货|垃圾|像别人穿过|疙瘩|蹭|瑕疵|次品
发错|拿错|装错|不是我拍|不是那个|不是这个|给成|寄成|错的|压根不是|货不对|不是一个|别人的
少发|少|缺|缺个|差一|没装|没放|空盒|空包|漏|漏装|只有一个|只收到|才收到|不够数|数量不对|没影
破损|碎|碎了|碎成|烂|裂|裂纹|压|压烂|摔|砸|洒|洒了|淌|渗|漏液|凹|瘪|坑|暴力|断成|变形了|盒子破
假货|正|真|仿|盗|授权|防伪|山寨|专柜|zp|验货|验真|鉴定|假的|牌子货
保修|质保|保不保|还保|保几|保多|过保|延保|在保|保修卡|三包|免费修
维修|修|整整|弄好|修好|坏了|不加热|不转|不通电|跳闸|不制冷|漏电|故障|罢工|报销了|歇菜|不亮|没反应|开不了|机子|报修|维护
配件|零件|盖子|刀头|刀片|滤芯|滤网|充电线|电源线|密封圈|内胆|支架|螺丝|遥控器|单独卖|单买|原装
使用方法|怎么弄|怎么开|怎么调|装上|拧|按哪|插|说明|教教|教我|视频|不会用|不会弄|步骤|操作|咋操作|首次|第一次用|安装|安哪|反了
尺码|码|显瘦|显胖|大不大|小不小|宽松|紧|勒|胖|瘦|腰围|胸围|脚长|肩宽|个子|斤|l码|m码|xl|s码|能穿|拖地|长不长
颜色不一样|发紫|发黄|偏红|偏黄|色不对|色差|颜色不对|跟图|和图|图片|实物|照片|滤镜|p图|不一样
材质|含|纯棉|聚酯|羊毛|真丝|化纤|酒精|双酚|香精|防腐剂|水杨酸|食品级|不锈钢|塑料|什么布|什么皮|成份|面料
洗|掉色|缩水|蓝水|晾|熨|烫|漂白|机洗|手洗|泡|油渍|擦|保养|清理|洗碗机|拆洗
生产日期|新鲜|几年的|哪年|哪月|批次|啥时候生产|啥时候产的|日期|到期|快过期|保质|临期|剩半年|能放|放多久
适用|孕妇|怀孕|哺乳|宝宝|婴儿|小孩|儿童|老人|敏感|过敏|能不能用|几岁|多大|学生|男生|长辈|油皮|干皮
有货|有没有|还有吗|还有没|有吗|存货|现货|没了|没有了|卖光|剩几|还剩|买得到|灰的|灰色|点不了|选不了|选不上
补货|下一批|新的一批|再来|再进|进货|到仓|回货|补上|还会有|还有没有了
到货通知|艾特|叫我|喊我|告诉我|通知|提醒|短信|订阅|登记|预约
对比|跟|哪个更|哪款|选哪|二选一|有啥不同|差在|升级了|新款|老款|代跟|好在哪|分不清|比
推荐|推两|推个|介绍|求推|好物|种草|挑|选什么|买哪|适合啥|有什么好|送女朋友|送妈|送老|送男
优惠券|券|卷|劵|红包|抵扣|优惠码|满减券|惠券
领|领取|怎么领|哪领|领不到|领不了|抢不到|抢|有券
用不了|不能用|不可用|用不上|使不了|失效|没法用|不让用|用不|提示不|点不动|选不
券退回|退券|返券|券还|券回|还我券|券没了|券还在|券呢|券不见
满减|满200|满300|减20|叠加|同用|一起用|跨店|凑|怎么减|咋减|没减
活动|几点开始|几号开始|几点结束|什么时候结束|哪天结束|截止|还有吗活动|节|清仓|特卖|狂欢|开抢|会员日
价保|买早了|刚买就|降了|便宜了|跌了|比我买|补差|补给我|退我差|差价
涨价|贵了|变贵|价格变|价不一样|价格不同|昨天还|怎么又|标价|先涨后降|杀熟
赠品|送|白送|附送|赠|小礼|没送|说好送|送的东西|随单
积分|分|攒|兑|抵|清零|扣分|多少分
会员等级|升级|升到|降级|银|金|钻|黄金|普卡|成长值|几级|等级
会员权益|会员有啥|会员好处|特权|折|专享|折扣|几折|会员价
生日|生曰|寿星|过寿|生日券|生日礼物|当月
发票|票|开票|法票|票据|票子|凭证|报账|报销|抬头|税号|开个
抬头|单位名|公司名|写错公司|税号错|票错|改票|重开
专票|增值税|专用发票|抵税|一般纳税人|13个点
电子票|电子发票|下载发票|发票在哪|发票呢|发我邮箱|pdf|打印
付款方式|能用啥付|怎么付|微信付|支付宝付|信用卡|云闪付|银联|apple|数字人民币|刷卡|花呗|白条
分期|花呗|免息|几期|月供|12期|6期|手续费
付款失败|付不了|付不出|支付不了|点了没反应|白屏|转圈|卡住|跳不过|指纹|过不去|提示失败|银行不|扣款失败|余额不足
重复付款|扣两|扣了2|两笔|付了2|付重|多付|一模一样|两次
货到付款|到付|到了再给|收到货再|见到货|先看货|送到付|当面付
登录|登|登不|进不|上不|异常|被锁|闪退|验证不过|登录不上|登陆
密码|忘|忘了|想不起|找回|重置|密马
换绑手机|老号|旧号|旧卡|新号|号不用|换了号|换号|停机|手机卡|绑的|解绑|原来号码|电话要改|手机号换
注销账号|注销|删号|不想玩|号删|销号|彻底删|卸载
隐私|个人信息|资料|电话泄|泄露|骚扰电话|别留|留着我|删掉我|记录删|信息安全|电话卖
投诉|投素|头素|举报|差评|告你|12315|曝光|态度|骂人|找领导|主管|恶劣|太差|气死|说法|不处理
投诉进度|说法|处理结果|结果|负责|案子|反馈|工单|几天回|没人理|没人回|怎么还没处理|提交了
营业时间|几点上班|几点下班|晚上还|半夜|夜里|周末在|过年|值班|在线吗|上班|下班|24小时
门店|实体|线下|店里|专柜|商场|超市|专卖店|柜台|当面买|去店|逛|公司在哪
批发|团购|大量|囤|采购|多买|公司买|单位买|福利|一百|几百|量大|整箱|拿货|学校采购|企业
加盟|代理|合作|供货|进驻|开店|代销|一件代发|渠道|经销|厂|分销
返现|晒|晒图|晒单|小红书|五星|好评|返|返钱|返不返|写评价|追评
改评价|评价改|删评|评论删|一星|改评论|评错|评价写错|追加
礼品包装|礼盒|贺卡|提袋|袋子|丝带|送人|包好看|写几句|代写|礼袋|包装好|体面|纸条
家电|电饭锅|电饭煲|空气炸锅|炸锅|养生壶|破壁机|榨汁机|料理机|暖风机|吸尘器|电水壶|烤箱|微波炉|加湿器|风扇|电吹风|吹风机|洗碗机|冰箱|微波|锅|小家电|机器|appliance*
衣服|衣裳|裙|裙子|裤|裤子|外套|毛衣|羊毛衫|衬衫|t恤|鞋|袜|袜子|羽绒服|内衣|上衣|大衣|服装|帽|dress|clothes|clothing|shirt|shoes|jacket
美妆|护肤|面霜|精华|口红|粉底|粉底液|眉笔|眼影|气垫|防晒|面膜|爽肤水|乳液|化妆品|香水|洗面奶|唇膏|cosmetic*|lipstick|cream
验证码|校验|短信码|收不到码
系统|页面|界面|按钮|入口|哪个页面|在哪点|哪里点|点哪|哪里找|找不到|哪里看|去哪看|在哪看|从哪看
老板|店家|亲|掌柜|客官
人工|真人|活人|转接|客服
`
