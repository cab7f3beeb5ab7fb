var same=text=>text,plainPaint={bold:same,dim:same,red:same,green:same,yellow:same,cyan:same};export{plainPaint};
