/** Addresses that lead away, in brackets of their own: `⟦…⟧`. Trusted are `allowed.com`, `*.sub.com` and `https://example.com/docs/`. */
export const addressesToRefuse: readonly string[] = lines(String.raw`
⟦https://evil.com⟧
see ⟦https://evil.com/x?q=1#z⟧.
⟦HTTP://EVIL.COM/x⟧ ⟦hTtPs://Evil.Com⟧
(⟦https://evil.com/a_(b)⟧), "⟦https://evil.com⟧", **⟦https://evil.com⟧**
⟦www.evil.com/x⟧, ⟦WWW.EVIL.COM⟧
⟦ftp://evil.com/x⟧
x⟦https://evil.com⟧
<⟦https://evil.com/a⟧>
请看⟦https://evil.com/a⟧，谢谢。见⟦https://evil.com⟧。
（⟦https://evil.com/b⟧）和《⟦https://evil.com⟧》
⟦ｈｔｔｐｓ：／／ｅｖｉｌ．ｃｏｍ／ａ⟧
| a | ⟦https://evil.com⟧ | ⟦https://evil.com⟧|b
{"url":"⟦https://evil.com⟧","n":1}
[x](⟦https://evil.com/a(b)c⟧ "title") after
[x](⟦https://evil.com⟧)
[![a](https://allowed.com/b.png)](⟦https://evil.com/c⟧)
[⟦![a](https://evil.com/b.png)⟧](⟦https://evil.com/c⟧)
⟦![](https://evil.com)⟧
⟦![alt](https://evil.com/?q=secret)⟧
⟦![alt text with spaces](https://evil.com/x.png "ti tle")⟧ after
⟦![中文说明](https://evil.com/图.png)⟧
⟦![a [b] c](https://evil.com/x.png 'it')⟧
⟦![a [b [c]] d](https://evil.com/x.png)⟧
⟦![x](<https://evil.com/a b>)⟧ and [x](<⟦https://evil.com/a b⟧> "t")
⟦![x]( https://evil.com/a )⟧
⟦![x](//evil.com/a)⟧ [x](⟦//evil.com⟧)
⟦![x](/\evil.com/a)⟧ [x](⟦\\\\evil.com⟧)
[x]: ⟦https://evil.com⟧ 'title'
[x]: ⟦//evil.com/a⟧
[x]: <⟦https://evil.com/a⟧>
[x]: ⟦javascript:alert(1)⟧
<img src="⟦//evil.com/a⟧">
<img src='⟦//evil.com/a⟧'>
<img src=⟦//evil.com/a⟧ alt=x>
<img src= "⟦//evil.com/a⟧">
<img src="⟦https://evil.com/a⟧"/>
<img src="⟦//2130706433/a⟧"> <img src="⟦http:2130706433/a⟧"> <img src="⟦http:8.8.8.8/a⟧">
<a href="⟦javascript:alert(1)⟧">x</a>
<a href='⟦javascript:alert("1")⟧'>x</a>
<a href=⟦javascript:alert(1)⟧>x</a>
<a href="⟦java&#10;script&colon;alert(1)⟧">x</a>
<a href=" ⟦javascript&#58alert(1)⟧">x</a>
<a href="⟦java⏎script:alert(⟧"1)">x</a> <img src="⟦/⏎/evil.com⟧">
<a href="⟦data:text/html,<b>x</b>⟧">x</a>
<img src="⟦//x@evil.com/a⟧"> <img src="⟦//x:1@evil.com⟧"> <img src="⟦//evil%2ecom/a⟧"> <img src="⟦//x~.evil.com⟧">
<img src="⟦//[2001:db8::1]/a⟧"> <img src="⟦http://[2001:db8::1]/a⟧"> ⟦![a](http://[2001:db8::1]/a)⟧
<img src=⟦//allowed.com"x.evil.com⟧> <img src='⟦//allowed.com)x.evil.com⟧'> <img src="⟦//allowed.com，x.evil.com⟧">
<img src="⟦https://$x.evil.com⟧"> <img src="⟦https://,x.evil.com⟧"> <img src="⟦https://%65vil.com⟧"> ⟦https://@evil.com⟧
[x]: ⟦https://allowed.com)x.evil.com⟧
[x](⟦javascript:"<b>"⟧) <a href="⟦javascript:'x'⟧">x</a>
⟦https://allowed.com&commat;evil.com⟧ ⟦https://allowed.com~.evil.com⟧
<p style="background:url(⟦//evil.com/x.png⟧)">
<⟦javascript:alert(1)⟧>
[x](⟦javascript:alert(1)⟧) [y](⟦vbscript:x⟧) [z](⟦JavaScript:alert(1)⟧)
[x](⟦data:text/html;base64,PHNjcmlwdD4=⟧)
⟦![x](data:image/png;base64,AAAA)⟧
[x](<⟦java	script:alert(1)⟧>)
[x](⟦javascript&colon;alert(1)⟧) [x](⟦&#x6a;avascript:alert(1)⟧) [x](⟦&#0000106;avascript:alert(1)⟧)
[x](⟦https&#58;//evil.com⟧) ⟦![x](https:&sol;&sol;evil.com)⟧
⟦https&#58;//evil.com/x⟧ ⟦h&#116;tps://evil.com⟧ ⟦&#104;ttps://evil.com⟧
⟦https\://evil.com⟧ ⟦https:\/\/evil.com⟧
⟦https://allowed.com@evil.com/x⟧ ⟦https://allowed.com:443@evil.com⟧ ⟦https://allowed.com:x@evil.com⟧
⟦https://allowed.com%40evil.com⟧ ⟦https://ev%69l.com/⟧ ⟦https://allowed.com%2eevil.com⟧
⟦https:\\evil.com\x⟧ ⟦https:/evil.com⟧ ⟦https:evil.com/x⟧ ⟦https:///evil.com⟧
[x](⟦https:\\evil.com⟧) [x](⟦https:/evil.com⟧) [x](⟦https:evil.com⟧) [x](⟦http:allowed.com⟧)
⟦https://evil。com/x⟧ ⟦https://evil．com/x⟧ ⟦https://evil｡com⟧
⟦https://allowed.com.evil.com⟧ ⟦https://evilallowed.com⟧ ⟦https://allowed.comevil.com⟧ ⟦https://allowed.com-evil.com⟧
⟦https://allowed.com，x.evil.com/⟧ ⟦https://allowed.com,.evil.com⟧ ⟦https://allowed.com。evil.com⟧ ⟦https://allowed.com是evil.com/a⟧
[x](⟦https://allowed.com，x.evil.com⟧) [x](⟦https://allowed.com"x.evil.com⟧)
⟦https://allowed.com\.evil.com/⟧ [x](⟦https://allowed.com\@evil.com⟧)
⟦https://sub.com⟧ ⟦https://xsub.com⟧ ⟦https://a.sub.com.evil.com⟧ ⟦https://.sub.com⟧
⟦https://example.com/docs/../x⟧ ⟦https://example.com/docs/%2e%2E/x⟧ ⟦https://example.com/docs\..\..\x⟧
⟦https://example.com⟧ ⟦https://example.com/docs⟧ ⟦https://example.com/docsx⟧ ⟦http://example.com/docs/a⟧
[x](⟦https://example.com/docs/&#46;./x⟧) [x](⟦https://example.com/docs/\../x⟧)
⟦https://allowed.com:8443/⟧ ⟦https://localhost⟧ ⟦http://only.com⟧
⟦http://2130706433/⟧ ⟦http://0x7f.1/⟧ ⟦http://127.0.0.1/⟧
⟦https://xn--e1awd7f.com/⟧ ⟦https://аllowed.com/⟧ ⟦https://中国.cn/⟧
[x](⟦https://allowed{zwsp}.com/⟧) ⟦https://allowed⟧{zwsp}.com
[x](⟦ftp://evil.com⟧) [x](⟦file:///etc/passwd⟧) [x](⟦weixin://dl/chat⟧) ⟦![x](blob:https://evil.com/1)⟧
https://allowed.com/?u=⟦https://evil.com⟧
[a](https://allowed.com/r?to=⟦https://evil.com⟧)
[a](⏎⟦https://evil.com⟧⏎)
⟦![a](⏎//evil.com/a⏎"b"⏎)⟧
⟦![a⏎b](//evil.com)⟧
[a]:⏎⟦//evil.com⟧
<img⏎src⏎=⏎"⟦//evil.com⟧">
⟦![](<https:// @evil.com/x?d=secret>)⟧ [c](<⟦https:// @evil.com/x⟧>) [c](<⟦https://allowed.com @evil.com⟧>)
[b]: ⟦https://^@evil.com/x⟧
[b]: ⟦https://|@evil.com/x⟧
[b]: ⟦https://{@evil.com/x⟧
[b]: ⟦https://[@evil.com/x⟧
[b]: ⟦https://!@evil.com/x⟧
[b]: ⟦https://\${@evil.com/x⟧
[b]: ⟦https://@%65vil.com⟧
[b]: ⟦https://**x.evil.com/s⟧
[b]: ⟦//「@evil.com/x⟧
[b]: <⟦https://^@evil.com/x⟧> <⟦https://^@evil.com/x⟧> <⟦https:^@evil.com⟧> <⟦https://"@evil.com⟧>
<img src="⟦//^@evil.com/x⟧"> <img src="⟦//[@evil.com/x⟧"> <img src="⟦//{@evil.com⟧"> <img src="⟦//|@evil.com⟧">
<img src="⟦//*@evil.com/x⟧"> <img src="⟦//\${@evil.com⟧"> <img src="⟦//「@evil.com⟧"> <img src="⟦// @evil.com⟧">
<img src="⟦https:// @evil.com/x⟧"> <img src="⟦https://@@evil.com⟧"> <img src="⟦https://@[::1]/⟧"> <img src="⟦//x[@evil.com⟧">
<img src=⟦https://^@evil.com/x⟧> <img src=⟦https://**x.evil.com/s⟧> <img src="⟦//x @evil.com/x⟧"> <img src='⟦//^@127.1⟧'>
<img src="⟦https://@%65vil.com/x⟧"> <img src="⟦https://allowed.com @evil.com⟧"> <img src="⟦//allowed.com @evil.com⟧">
<img src="⟦https://allowed.com⏎@evil.com/x⟧"> <a href="⟦https://allowed.com	.evil.com/⟧"> <img src="⟦ht⏎tps://evil.com/x⟧">
<img src="⟦http:/	evil.com/x⟧"> <img src = '⟦https:evil.com/x⟧'> <img src="⟦ht&#116;ps://evil.com⟧">
<a href="⟦javascript: alert(1)⟧">x</a> <iframe src="⟦javascript:	alert(1)⟧"> <a href='⟦javascript:⏎alert(1)⟧'>
<a href=⟦javascript:&#32;alert(1)⟧> <a href="⟦javascript:&Tab;alert(1)⟧"> <iframe src="⟦data: text/html,<b>⟧">
<img srcset="/a.png 1x, ⟦//evil.com/x⟧ 2x"> <img srcset="/a.png 1x, ⟦//x.evil.com⟧ 2x, ⟦/\evil.com/y⟧ 3x">
<p style="background:url(&quot;⟦//evil.com/x&quot;⟧)"> <p style="background:url(&#34;⟦//evil.com/x&#34;⟧)">
<meta http-equiv=refresh content="0; ⟦//evil.com⟧"> <meta content='5,⟦//evil.com⟧'>
[b]: ⟦&#47;\&#47;x.evil.com/p⟧
⟦![a](&#47;\&#47;x.evil.com/p)⟧ [a](⟦/\&sol;x.evil.com⟧) [a](⟦java\&#115;cript:alert(1)⟧)
⟦https://allowed.com,x.evil.com{shy}⟧ ⟦https://allowed.com;x.evil.com⟧’ ⟦https://allowed.com，x.evil.com{shy}⟧
⟦https://allowed.com,x.ev{shy}il.com⟧ ⟦https://allowed.com{zwsp}.evil.com⟧ ⟦https://allowed.com,x.evil.中国⟧
⟦https://allowed.com^@evil.com⟧ ⟦https://allowed.com|x@evil.com⟧ ⟦https://allowed.com]@evil.com⟧ ⟦https://allowed.com>@evil.com⟧
`)

/** Texts in which nothing is found, with the same trust. */
export const addressesToKeep: readonly string[] = lines(String.raw`
https://allowed.com
https://allowed.com/a/b.html?q=1&r=2#top, http://allowed.com.
HTTPS://Allowed.COM/Path
(https://allowed.com), "https://allowed.com", **https://allowed.com**, _https://allowed.com_, ~~https://allowed.com~~
__https://allowed.com__ <https://allowed.com> 'https://allowed.com' https://allowed.com!
https://allowed.com... https://allowed.com: https://allowed.com; https://allowed.com?
请看https://allowed.com，谢谢。再见。
见https://allowed.com。请看（https://allowed.com）、《https://allowed.com》！
https://allowed.com的文档在https://allowed.com/文档/中文，可以查看
https://allowed.com，增长3.5%，即1.2倍
https://allowed.com，支持Node.js、Vue.js
https://allowed.com：说明
https://a.sub.com/x https://a.b.sub.com https://A.SUB.com
https://allowed.com:443/ http://allowed.com:80/ http://localhost:3000/x https://only.com
https://example.com/docs/ https://example.com/docs/x.md?y=1#z https://example.com/docs/a/../b
https://例子.中国/x https://例子.中国 https://xn--fsqu00a.xn--fiqs8s/
[x](https://例子.中国/图) [x](<https://allowed.com/a b> "t")
[x](https://allowed.com) [x](https://allowed.com/a_(b) "title") [x]( https://allowed.com )
[x](//allowed.com/a) [x]: https://allowed.com 'title'
![a](https://allowed.com/x.png "t") ![](https://a.sub.com/x.png) ![中文 [1]](<https://allowed.com/图.png>)
[![a](https://allowed.com/b.png)](https://a.sub.com/c)
[x](/docs) [x](#a) [x](./a.png) ![x](a/b.png) [x](?q=1) [x]() [x](<>) [x](../a) [x](a:b) [x](docs/https)
[x](mailto:a@evil.com) mailto:a@evil.com a@evil.com
[x](C:\docs\a.md) C:\x D:/y \server\share file.txt
https\://allowed.com https:\/\/allowed.com https&colon;//allowed.com
{"a":"https://allowed.com","b":"https://a.sub.com"}
| https://allowed.com | https://a.sub.com |
<img src="https://allowed.com/a.png" alt='a'> <img src=/a.png> <img src="//allowed.com/a">
<a href="/docs">a</a> <a href="#a">b</a> <br/> <div class="x">a</div>
http is a protocol, and so are https and ftp.
http:// https:// http: https: "http://" + host
https://\${host}/x http://{host}/x https://<host>/ https://…
http:8080, http:1.1, http, https://, ftp:, www, www. and wwwx
a://b s3://bucket/key redis://cache git+ssh://host/x vscode://file
javascript: is a scheme. JavaScript: The Good Parts
"JavaScript: The Good Parts" (javascript: no) 'data: x' "data:" data:text
(data:string) {data:any} (data:{a:1}) = data: x
std::string std::move(x) <std::string> vector<std::pair<int, int>>
arr[i](std::move(x)) [&](std::string s) { } [](int x) [=](a::b c)
[Symbol.iterator](this: Foo) handlers[0](event) d[k](x, y) a[0](b => c)
x[0]: // comment
[0]: foo [INFO]: ready [10:30]: text [ERROR]: TypeError: x
if (![1, 2].includes(x)) return !![a] || ![b][0]
a = b // c
foo() // like this
// comment https
"//" '//' ("//") "// x" = // y
//div[@class='x']/a "//div[@id='kw']" '//input' "//*[@id='x.y']/a" "//a/text()" (//td)
"https://%s/x" 'https://' + host, \`https://\` "https://", ("http://") http://[host]/x https://%s http://%d/
x = a //b
/* a */ a / b // c
12:30 1:2 16:9 3:4:5 09:00-18:00 2026-11-23T14:00:00Z
v1.2.3 1.0.0-rc.1 e.g.//x i.e. etc...
@scope/pkg@1.2.3 npm:foo@1 node:fs workspace:*
a & b AT&T &amp; &lt;b&gt; &#39;x&#39; &nbsp; &copy
右边 & 左边 “引号” ‘x’ 『文』
he was right with what he thought; wow, who knows why? if fff www
height: 10px; width: 5px; color: #fff; font: 12px/1.5 x
[1] [2][3] [a][b] [x]: y ![alt][ref] ![alt] ![alt]
- [ ] todo ⏎- [x] done⏎1. one⏎> quote
\`code\` \`\`\`js⏎const a = [1](2)⏎\`\`\`
$a_1$ $$x$$ \(a\) \[b\]
import x from './a.js'; require("fs"); path = "/usr/bin"
SELECT * FROM a WHERE b = 'c' AND d = "e"
百度一下，你就知道：搜索“天气”。
<a href="https://allowed.com">@user</a> <https://allowed.com>,<x@y.z> <a href='https://allowed.com/' title="a, b">
url = "https://allowed.com is fine" and y = "http://" + host + "/@scope"; z = "https://{host}/x" == "https://%s/x"
s = "https://{host}/x" f(a, // comment⏎b, //b⏎c, //node.js is⏎d) x = "//a[@href='/x']" y = '//div[@class="x"]'
x = "12, 3" <polygon points="100,10 40,198"> width="5" x = 0; // as b.c <a href="/a"> <p class="http">
x = "JavaScript" label="data" title="a // b" <img srcset="/a.png 1x, //allowed.com 2x, //allowed.com/b 3x"> \`url="https://allowed.com\n"\`
url = "https://allowed.com/?a=b" + "https://" + "@x" ["https://","@scope/x.y"] https://{host}.x.y https://\${a}.b.c
https://allowed.com，欢迎⚠️！ [https://allowed.com](mailto:a@allowed.com) https://allowed.com’s
`)

function lines(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll('⏎', '\n')
        .replaceAll('{zwsp}', '\u200b')
        .replaceAll('{shy}', '\u00ad')
        .replaceAll('\\`', '`')
        .replaceAll('\\${', '${'),
    )
}
